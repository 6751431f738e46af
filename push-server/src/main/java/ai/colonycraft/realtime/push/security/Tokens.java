package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.TokenConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.text.Text;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens: JWTs (RFC 7519) that are signed and end at some time, access tokens of RFC 9068
 * among them. What one allows is read by {@link Grants}, what its bearer sees by {@link
 * VisibleClaim}. Any thread may use it.
 */
public final class Tokens {

  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  /** Longest token that is looked at, in characters. */
  static final int MOST_CHARACTERS = 8 * 1024;

  /** Characters of a reason, which may repeat what the token says. */
  static final int MOST_OF_A_REASON = 300;

  /** With and without the prefix that RFC 7515 (4.1.9) lets issuers leave out, in lower case. */
  private static final Set<String> TYPES =
      Set.of("jwt", "application/jwt", "at+jwt", "application/at+jwt");

  private static final Instant LAST_EXPIRY = Instant.parse("9999-01-01T00:00:00Z");

  private final ReloadedFile<JWTProcessor<SecurityContext>> processor;
  private final TokenConfig config;
  private final Grants grants;
  private final VisibleClaim visible;
  private final Clock clock;

  /**
   * Reads the keys.
   *
   * @param config has keys or a secret
   * @param failed run whenever the file changes to something that can't be read
   * @throws UnusableFileException if there are no keys to be had
   * @throws InvalidConfigException if a role stands for a scope that does not exist
   */
  public Tokens(TokenConfig config, Clock clock, Runnable failed) throws UnusableFileException {
    this.config = config;
    this.grants = new Grants(config);
    this.visible = new VisibleClaim(config);
    this.clock = clock;
    config.secret().ifPresent(SecretFile::check);
    if (config.audience().isEmpty()) {
      LOG.warn(
          "auth.audience is none: tokens that the issuer made for other services are accepted too;"
              + " set it to what {} of the tokens for this one holds",
          config.audienceClaim());
    }
    Path file = config.keys().or(config::secret).orElseThrow();
    boolean isSecret = config.secret().isPresent();
    this.processor =
        new ReloadedFile<>(
            List.of(file),
            () -> processor(isSecret ? TokenKeys.secret(file) : TokenKeys.read(file)),
            clock,
            failed);
  }

  /**
   * Whose token it is.
   *
   * @throws TokenException if it is not one to be trusted
   */
  public Caller check(String token) throws TokenException {
    if (token.length() > MOST_CHARACTERS) {
      throw bad("the token has more than " + MOST_CHARACTERS + " characters");
    }
    try {
      JWTClaimsSet claims = processor.get().process(SignedJWT.parse(token), null);
      return new Caller(
          Optional.ofNullable(claims.getSubject()).orElse(""),
          grants.of(claims.getClaims()),
          visible.of(claims.getClaims()),
          expiry(claims));
    } catch (ParseException | IllegalArgumentException e) {
      throw bad("the token is not a signed JWT");
    } catch (BadJOSEException e) {
      throw refused(token, e);
    } catch (JOSEException e) {
      throw bad("the token can't be checked: " + e.getMessage());
    }
  }

  /** How far an issuer's clock may be from ours. */
  public Duration clockSkew() {
    return config.clockSkew();
  }

  private JWTProcessor<SecurityContext> processor(JWKSet keys) {
    DefaultJWTProcessor<SecurityContext> checks = new DefaultJWTProcessor<>();
    checks.setJWSTypeVerifier((type, context) -> checkType(type));
    checks.setJWSKeySelector(new KeySelector(keys.getKeys()));
    checks.setJWTClaimsSetVerifier(claimsVerifier());
    return checks;
  }

  private static void checkType(JOSEObjectType type) throws BadJOSEException {
    if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
      throw new BadJOSEException("expected typ to be JWT or at+jwt, found " + type);
    }
  }

  private DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier() {
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    config.issuer().ifPresent(exact::issuer);
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(null, exact.build(), Set.of("exp"), null) {
          @Override
          public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            checkAudience(claims);
          }

          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew(Math.toIntExact(config.clockSkew().toSeconds()));
    return verifier;
  }

  private void checkAudience(JWTClaimsSet claims) throws BadJWTException {
    if (config.audience().isEmpty()) {
      return;
    }
    List<String> audience = Claims.words(claims.getClaims(), config.audienceClaim());
    if (audience == null || !audience.contains(config.audience().get())) {
      throw new BadJWTException(
          "expected %s to hold what auth.audience says".formatted(config.audienceClaim()));
    }
  }

  private TokenException refused(String token, BadJOSEException cause) {
    // Only after the signature was found good are the claims looked at, and so their times
    // reported.
    String text = cause.getMessage();
    if (text.startsWith("Expired")) {
      return new TokenException(Refusal.EXPIRED_TOKEN, "the token ended" + when(token, "exp"));
    }
    if (text.startsWith("JWT before use")) {
      return new TokenException(
          Refusal.EARLY_TOKEN, "the token is not valid before its nbf" + when(token, "nbf"));
    }
    return bad("the token is not accepted: " + text);
  }

  private String when(String token, String claim) {
    try {
      Instant time = SignedJWT.parse(token).getJWTClaimsSet().getDateClaim(claim).toInstant();
      Instant now = clock.instant();
      return " (%s is %s, the clock here says %s; if that is wrong mend it, or set auth.clock-skew)"
          .formatted(claim, time, now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    } catch (ParseException e) {
      return "";
    }
  }

  /** When it ends; a time that timers can't count is some thousand years from now. */
  private static Instant expiry(JWTClaimsSet claims) throws TokenException {
    if (claims.getExpirationTime() == null) {
      throw bad("the token's exp is null"); // Which the library takes for being there.
    }
    Instant end = claims.getExpirationTime().toInstant();
    return end.isBefore(LAST_EXPIRY) ? end : LAST_EXPIRY;
  }

  /** A message may repeat what the token says, and that may be anything. */
  private static TokenException bad(String message) {
    return new TokenException(Refusal.BAD_TOKEN, Text.printable(message, MOST_OF_A_REASON));
  }
}
