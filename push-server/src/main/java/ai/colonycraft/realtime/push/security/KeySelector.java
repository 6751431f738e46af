package ai.colonycraft.realtime.push.security;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.Key;
import java.util.List;

/**
 * Selects the keys that may have signed a token: those for its algorithm whose id is the token's. A
 * key without an id, as PEM files and secrets hold, is tried whatever id the token has: {@code kid}
 * is a hint (RFC 7515, 4.1.4), and the signature decides.
 *
 * @param keys each with the one algorithm that it is for
 */
record KeySelector(List<JWK> keys) implements JWSKeySelector<SecurityContext> {

  @Override
  public List<Key> selectJWSKeys(JWSHeader header, SecurityContext context) {
    return KeyConverter.toJavaKeys(
        keys.stream().filter(key -> mayHaveSigned(key, header)).toList());
  }

  private static boolean mayHaveSigned(JWK key, JWSHeader header) {
    return header.getAlgorithm().equals(key.getAlgorithm())
        && (key.getKeyID() == null
            || header.getKeyID() == null
            || key.getKeyID().equals(header.getKeyID()));
  }
}
