package ai.colonycraft.realtime.push.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Map;

/**
 * Decides whether tokens can be checked with a key, and with which algorithm: one for each key, so
 * that a token can't choose (RFC 8725, 3.1). It is the {@code alg} of the key, or else RS256 for
 * RSA, ES256, ES384 or ES512 for the curves P-256, P-384 and P-521, HS256 for a secret.
 */
final class UsableKey {

  static final int LEAST_SECRET_BYTES = 32;

  private static final int LEAST_RSA_BITS = 2048;
  private static final Map<Curve, JWSAlgorithm> CURVES =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  /** Tokens can't be checked with a key; the message says why. */
  static final class UnusableKeyException extends Exception {
    UnusableKeyException(String message) {
      super(message);
    }
  }

  private UsableKey() {}

  /** A key of a JWKS, without its private part. */
  static JWK of(Map<String, Object> json) throws UnusableKeyException {
    JWK key;
    try {
      key = JWK.parse(json);
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      throw new UnusableKeyException(e.getMessage());
    }
    boolean isForOthers =
        key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())
            || key.getKeyOperations() != null
                && !key.getKeyOperations().contains(KeyOperation.VERIFY)
                && !key.getKeyOperations().contains(KeyOperation.SIGN);
    if (isForOthers) {
      throw new UnusableKeyException("is not for signatures");
    }
    return of(key);
  }

  /** A key of a PEM file. */
  static JWK of(PublicKey key) throws UnusableKeyException {
    if (key instanceof RSAPublicKey rsa) {
      return of(new RSAKey.Builder(rsa).build());
    }
    Curve curve = key instanceof ECPublicKey ec ? Curve.forECParameterSpec(ec.getParams()) : null;
    if (curve == null) {
      throw new UnusableKeyException(
          "expected RSA, or EC with P-256, P-384 or P-521, found " + key.getAlgorithm());
    }
    return of(new ECKey.Builder(curve, (ECPublicKey) key).build());
  }

  private static JWK of(JWK key) throws UnusableKeyException {
    if (key instanceof RSAKey rsa) {
      if (rsa.size() < LEAST_RSA_BITS) {
        throw new UnusableKeyException(
            "expected an RSA key of at least %d bits, found %d"
                .formatted(LEAST_RSA_BITS, rsa.size()));
      }
      JWSAlgorithm algorithm = algorithm(rsa, JWSAlgorithm.RS256, JWSAlgorithm.Family.RSA);
      return new RSAKey.Builder(rsa.toPublicJWK()).algorithm(algorithm).build();
    }
    if (key instanceof ECKey ec && CURVES.containsKey(ec.getCurve())) {
      JWSAlgorithm.Family itsOwn = new JWSAlgorithm.Family(CURVES.get(ec.getCurve()));
      JWSAlgorithm algorithm = algorithm(ec, CURVES.get(ec.getCurve()), itsOwn);
      return new ECKey.Builder(ec.toPublicJWK()).algorithm(algorithm).build();
    }
    if (key instanceof OctetSequenceKey secret && secret.size() >= LEAST_SECRET_BYTES * 8) {
      JWSAlgorithm algorithm = algorithm(secret, JWSAlgorithm.HS256, JWSAlgorithm.Family.HMAC_SHA);
      return new OctetSequenceKey.Builder(secret).algorithm(algorithm).build();
    }
    throw new UnusableKeyException(
        "expected RSA, EC with P-256, P-384 or P-521, or a secret of %d bytes, found %s of %d bits"
            .formatted(LEAST_SECRET_BYTES, key.getKeyType(), key.size()));
  }

  private static JWSAlgorithm algorithm(JWK key, JWSAlgorithm usual, JWSAlgorithm.Family family)
      throws UnusableKeyException {
    if (key.getAlgorithm() == null) {
      return usual;
    }
    JWSAlgorithm named = JWSAlgorithm.parse(key.getAlgorithm().getName());
    if (!family.contains(named)) {
      throw new UnusableKeyException(
          "expected alg to be one of %s, found %s".formatted(family, named));
    }
    return named;
  }
}
