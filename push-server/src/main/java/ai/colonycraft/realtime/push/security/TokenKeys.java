package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.text.Text;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the keys that tokens are checked with from a file of keys, certificates or a secret. */
final class TokenKeys {

  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);
  private static final int MOST_KEYS = 32;
  private static final int MOST_OF_A_PROBLEM = 1_000;

  private TokenKeys() {}

  /** The bytes of a file as secret, without line ends at its end. */
  static JWKSet secret(Path file) throws UnusableFileException {
    byte[] secret = Pem.text(file).stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    if (secret.length < UsableKey.LEAST_SECRET_BYTES) {
      throw new UnusableFileException(
          file,
          "expected a secret of at least %d bytes, found %d; openssl rand -hex 32 makes one"
              .formatted(UsableKey.LEAST_SECRET_BYTES, secret.length));
    }
    return new JWKSet(new OctetSequenceKey.Builder(secret).algorithm(JWSAlgorithm.HS256).build());
  }

  /**
   * The keys of a JWKS file (RFC 7517), or the public keys and certificates of a PEM file. A key
   * that can't be used here, since issuers publish keys for other purposes too, is left out and
   * named in the log.
   *
   * @throws UnusableFileException if no key is left, or there are too many
   */
  static JWKSet read(Path file) throws UnusableFileException {
    String text = Pem.text(file);
    List<String> leftOut = new ArrayList<>();
    List<JWK> keys =
        text.stripLeading().startsWith("{") ? jwks(file, text, leftOut) : pem(file, text, leftOut);
    String problems = Text.printable(String.join("; ", leftOut), MOST_OF_A_PROBLEM);
    if (keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw new UnusableFileException(
          file,
          "expected 1 to %d keys for signatures in a JWKS, or PUBLIC KEY or CERTIFICATE in PEM, found %d%s"
              .formatted(MOST_KEYS, keys.size(), leftOut.isEmpty() ? "" : ": " + problems));
    }
    if (!leftOut.isEmpty()) {
      LOG.warn(
          "{}: {} of {} keys left out, tokens that they sign are refused: {}",
          file,
          leftOut.size(),
          leftOut.size() + keys.size(),
          problems);
    }
    return new JWKSet(keys);
  }

  private static List<JWK> jwks(Path file, String text, List<String> leftOut)
      throws UnusableFileException {
    List<Object> found;
    try {
      found = JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(text), "keys");
    } catch (ParseException e) {
      throw new UnusableFileException(file, "is not a JWKS: " + e.getMessage());
    }
    if (found == null) {
      throw new UnusableFileException(file, "is not a JWKS: expected a list named keys");
    }
    List<JWK> keys = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Map<String, Object> key = found.get(i) instanceof Map<?, ?> map ? named(map) : Map.of();
      String name = "key " + key.getOrDefault("kid", "at index " + i);
      try {
        keys.add(UsableKey.of(key));
      } catch (UsableKey.UnusableKeyException e) {
        leftOut.add(name + ": " + e.getMessage());
      }
    }
    return keys;
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }

  private static List<JWK> pem(Path file, String text, List<String> leftOut)
      throws UnusableFileException {
    List<JWK> keys = new ArrayList<>();
    for (Pem block : Pem.blocks(file, text)) {
      try {
        keys.add(UsableKey.of(publicKey(file, block)));
      } catch (UsableKey.UnusableKeyException e) {
        leftOut.add(block.label() + ": " + e.getMessage());
      }
    }
    return keys;
  }

  private static PublicKey publicKey(Path file, Pem block) throws UsableKey.UnusableKeyException {
    try {
      return switch (block.label()) {
        case "PUBLIC KEY" -> block.publicKey(file);
        case "CERTIFICATE" -> block.certificate(file).getPublicKey();
        default ->
            throw new UsableKey.UnusableKeyException(
                "expected PUBLIC KEY or CERTIFICATE; openssl pkey -pubout makes the first of a"
                    + " private key");
      };
    } catch (UnusableFileException e) {
      throw new UsableKey.UnusableKeyException(e.getMessage());
    }
  }
}
