package ai.colonycraft.realtime.push.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Issues tokens that are signed with a secret. */
public final class Issuer {

  public static final String ALL =
      "metrics:read notifications:read notifications:acknowledge reports:write alerts:write"
          + " traces:write rules:write";

  private final String secret;

  public Issuer(String secret) {
    this.secret = secret;
  }

  /** Writes the secret to a file of its own. */
  public static Issuer in(Path file) throws IOException {
    String secret = "0123456789abcdef".repeat(4);
    Files.writeString(file, secret + "\n");
    return new Issuer(secret);
  }

  /** A token with these scopes, that ends after the time given. */
  public String token(String scopes, Duration valid) {
    return token(
        new JWTClaimsSet.Builder()
            .subject("ada")
            .claim("scope", scopes)
            .expirationTime(Date.from(Instant.now().plus(valid)))
            .build());
  }

  public String token(String scopes) {
    return token(scopes, Duration.ofHours(1));
  }

  public String token(JWTClaimsSet claims) {
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs whatever it is given. */
  public String sign(String claims) {
    try {
      JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
