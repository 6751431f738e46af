package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.config.SecurityConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks tokens: JWTs (RFC 7519) that are signed and end at some time, their scopes in {@code
 * scope} with spaces between (RFC 9068) or in the list {@code scp}. Any thread may use it.
 */
public final class Tokens {

  /** Longest token that is looked at, in characters. */
  static final int MOST_CHARACTERS = 8 * 1024;

  private static final Instant LAST_EXPIRY = Instant.parse("9999-01-01T00:00:00Z");

  private final ReloadedFile<JWTProcessor<SecurityContext>> processor;
  private final SecurityConfig config;
  private final Clock clock;

  /**
   * Reads the keys.
   *
   * @param config has keys or a secret
   * @param failed run whenever the file changes to something that can't be read
   * @throws UnusableFileException if there are no keys to be had
   */
  public Tokens(SecurityConfig config, Clock clock, Runnable failed) throws UnusableFileException {
    this.config = config;
    this.clock = clock;
    Path file = config.tokenKeys().or(config::tokenSecret).orElseThrow();
    boolean isSecret = config.tokenSecret().isPresent();
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
          Optional.ofNullable(claims.getSubject()).orElse(""), scopes(claims), expiry(claims));
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
    Set<JWSAlgorithm> algorithms =
        keys.getKeys().stream()
            .map(JWK::getAlgorithm)
            .map(JWSAlgorithm.class::cast)
            .collect(Collectors.toSet());
    DefaultJWTProcessor<SecurityContext> checks = new DefaultJWTProcessor<>();
    checks.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    checks.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(keys)));
    checks.setJWTClaimsSetVerifier(claimsVerifier());
    return checks;
  }

  private DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier() {
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    config.issuer().ifPresent(exact::issuer);
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new DefaultJWTClaimsVerifier<>(
            config.audience().map(Set::of).orElse(null), exact.build(), Set.of("exp"), null) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    verifier.setMaxClockSkew(Math.toIntExact(config.clockSkew().toSeconds()));
    return verifier;
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

  private static Set<Scope> scopes(JWTClaimsSet claims) throws TokenException {
    try {
      Object scope = claims.getClaim("scope");
      Stream<String> words =
          scope instanceof String text
              ? Arrays.stream(text.split(" "))
              : scope instanceof List<?> list
                  ? list.stream().map(String::valueOf)
                  : Optional.ofNullable(claims.getStringListClaim("scp"))
                      .orElse(List.of())
                      .stream();
      return words.flatMap(word -> Scope.of(word).stream()).collect(Collectors.toSet());
    } catch (ParseException e) {
      throw bad("the token's scp is not a list of text");
    }
  }

  private static TokenException bad(String message) {
    return new TokenException(Refusal.BAD_TOKEN, message);
  }
}
