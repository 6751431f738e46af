package ai.colonycraft.realtime.push.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The keys that tokens are checked with, each with the one algorithm that it is for, so that a
 * token can't choose (RFC 8725, 3.1): what the key set says, or else RS256 for RSA, ES256, ES384 or
 * ES512 for the curves P-256, P-384 and P-521, HS256 for a secret.
 */
final class TokenKeys {

  private static final int LEAST_SECRET_BYTES = 32;
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_KEYS = 32;
  private static final Map<Curve, JWSAlgorithm> CURVES =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  private TokenKeys() {}

  /** The bytes of a file as secret, without line ends at its end. */
  static JWKSet secret(Path file) throws UnusableFileException {
    byte[] secret = Pem.text(file).stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    if (secret.length < LEAST_SECRET_BYTES) {
      throw new UnusableFileException(
          file,
          "expected a secret of at least %d bytes, found %d; openssl rand -hex 32 makes one"
              .formatted(LEAST_SECRET_BYTES, secret.length));
    }
    return new JWKSet(new OctetSequenceKey.Builder(secret).algorithm(JWSAlgorithm.HS256).build());
  }

  /** The keys of a JWKS file (RFC 7517), or the public keys and certificates of a PEM file. */
  static JWKSet read(Path file) throws UnusableFileException {
    String text = Pem.text(file);
    List<JWK> keys = text.stripLeading().startsWith("{") ? jwks(file, text) : pem(file, text);
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new UnusableFileException(
          file,
          "expected 1 to %d keys for signatures in a JWKS, or PUBLIC KEY or CERTIFICATE in PEM, found %d"
              .formatted(MOST_KEYS, keys.size()));
    }
    return new JWKSet(keys);
  }

  private static List<JWK> jwks(Path file, String text) throws UnusableFileException {
    List<JWK> keys = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(text).getKeys()) {
        if (!KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
          keys.add(pinned(file, key));
        }
      }
      return keys;
    } catch (ParseException e) {
      throw new UnusableFileException(file, "is not a JWKS: " + e.getMessage());
    }
  }

  private static List<JWK> pem(Path file, String text) throws UnusableFileException {
    List<JWK> keys = new ArrayList<>();
    for (Pem block : Pem.blocks(file, text)) {
      PublicKey key =
          switch (block.label()) {
            case "PUBLIC KEY" -> block.publicKey(file);
            case "CERTIFICATE" -> block.certificate(file).getPublicKey();
            default ->
                throw new UnusableFileException(
                    file,
                    "expected PUBLIC KEY or CERTIFICATE, found %s; openssl pkey -pubout makes the first of a private key"
                        .formatted(block.label()));
          };
      if (key instanceof RSAPublicKey rsa) {
        keys.add(pinned(file, new RSAKey.Builder(rsa).build()));
      } else if (key instanceof ECPublicKey ec) {
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        keys.add(pinned(file, new ECKey.Builder(curve, ec).build()));
      } else {
        throw new UnusableFileException(file, "expected RSA or EC, found " + key.getAlgorithm());
      }
    }
    return keys;
  }

  private static JWK pinned(Path file, JWK key) throws UnusableFileException {
    if (key instanceof RSAKey rsa) {
      if (rsa.size() < LEAST_RSA_BITS) {
        throw new UnusableFileException(
            file,
            "expected an RSA key of at least %d bits, found %d"
                .formatted(LEAST_RSA_BITS, rsa.size()));
      }
      JWSAlgorithm algorithm = algorithm(file, rsa, JWSAlgorithm.RS256, JWSAlgorithm.Family.RSA);
      return new RSAKey.Builder(rsa.toPublicJWK()).algorithm(algorithm).build();
    }
    if (key instanceof ECKey ec && CURVES.containsKey(ec.getCurve())) {
      JWSAlgorithm algorithm =
          algorithm(file, ec, CURVES.get(ec.getCurve()), JWSAlgorithm.Family.EC);
      return new ECKey.Builder(ec.toPublicJWK()).algorithm(algorithm).build();
    }
    if (key instanceof OctetSequenceKey secret && secret.size() >= LEAST_SECRET_BYTES * 8) {
      JWSAlgorithm algorithm =
          algorithm(file, secret, JWSAlgorithm.HS256, JWSAlgorithm.Family.HMAC_SHA);
      return new OctetSequenceKey.Builder(secret).algorithm(algorithm).build();
    }
    throw new UnusableFileException(
        file,
        "key %s: expected RSA, EC with P-256, P-384 or P-521, or a secret of %d bytes, found %s of %d bits"
            .formatted(key.getKeyID(), LEAST_SECRET_BYTES, key.getKeyType(), key.size()));
  }

  private static JWSAlgorithm algorithm(
      Path file, JWK key, JWSAlgorithm usual, JWSAlgorithm.Family family)
      throws UnusableFileException {
    if (key.getAlgorithm() == null) {
      return usual;
    }
    JWSAlgorithm named = JWSAlgorithm.parse(key.getAlgorithm().getName());
    if (!family.contains(named)) {
      throw new UnusableFileException(
          file,
          "key %s: expected alg to be one of %s, found %s"
              .formatted(key.getKeyID(), family, named));
    }
    return named;
  }
}
