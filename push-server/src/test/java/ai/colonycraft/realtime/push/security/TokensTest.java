package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.config.TokenConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.support.Certificates;
import ai.colonycraft.realtime.push.support.Issuer;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final KeyPair RSA = pair("RSA", 2048);
  private static final KeyPair OTHER_RSA = pair("RSA", 2048);
  private static final KeyPair EC = pair("EC", 256);

  @TempDir private Path folder;
  private final TickingClock clock = new TickingClock();
  private final AtomicInteger failures = new AtomicInteger();

  @Test
  void readsSubjectScopesAndEndOfATokenSignedWithASecret() throws Exception {
    Path file = folder.resolve("secret");
    Issuer issuer = Issuer.in(file);

    Caller caller =
        tokens("--auth.secret", file)
            .check(issuer.token(claims().claim("scope", "metrics:read openid").build()));

    assertThat(caller.subject()).isEqualTo("ada");
    assertThat(caller.scopes()).containsExactly(Scope.METRICS_READ);
    assertThat(caller.expires()).isEqualTo(NOW.plusSeconds(600));
  }

  @Test
  void readsScopesFromAListToo() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA));

    Caller caller =
        tokens.check(rsa(RSA, claims().claim("scp", List.of("alerts:write", "x")).build()));

    assertThat(caller.scopes()).containsExactly(Scope.ALERTS_WRITE);
  }

  @Test
  void takesTokensOfEachKeyInAPemFile() throws Exception {
    Path file = folder.resolve("keys.pem");
    Files.writeString(file, Files.readString(pem(RSA)) + Files.readString(pem(EC)));
    Tokens tokens = tokens("--auth.keys", file);

    assertThat(tokens.check(rsa(RSA, claims().build())).subject()).isEqualTo("ada");
    assertThat(
            tokens
                .check(
                    signed(
                        JWSAlgorithm.ES256,
                        new ECDSASigner((ECPrivateKey) EC.getPrivate()),
                        claims().build()))
                .subject())
        .isEqualTo("ada");
  }

  @Test
  void takesTheKeyOfACertificate() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.renew("RSA", "-keysize", "2048");

    assertThat(TokenKeys.read(certificates.chain()).getKeys()).hasSize(1);
  }

  @Test
  void takesTokensOfAKeySetWithTheAlgorithmThatItNames() throws Exception {
    Path file = folder.resolve("keys.json");
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) RSA.getPublic())
            .keyID("k1")
            .algorithm(JWSAlgorithm.PS256)
            .build();
    Files.writeString(file, new JWKSet(key).toString());
    Tokens tokens = tokens("--auth.keys", file);
    JWSSigner signer = new RSASSASigner(RSA.getPrivate());

    assertThat(tokens.check(signed(JWSAlgorithm.PS256, signer, claims().build())).subject())
        .isEqualTo("ada");
    assertRefused(
        tokens, signed(JWSAlgorithm.RS256, signer, claims().build()), Refusal.BAD_TOKEN, "");
  }

  @Test
  void refusesATokenThatChoosesAnotherAlgorithmThanItsKeyIsFor() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA));
    byte[] publicKey = Files.readAllBytes(pem(RSA));

    assertRefused(
        tokens,
        signed(JWSAlgorithm.HS256, new MACSigner(publicKey), claims().build()),
        Refusal.BAD_TOKEN,
        "");
    assertRefused(tokens, new PlainJWT(claims().build()).serialize(), Refusal.BAD_TOKEN, "JWT");
  }

  @Test
  void refusesATokenOfAnotherKey() throws Exception {
    assertRefused(
        tokens("--auth.keys", pem(RSA)),
        rsa(OTHER_RSA, claims().build()),
        Refusal.BAD_TOKEN,
        "Invalid signature");
  }

  @ParameterizedTest
  @CsvSource({"x", "a.b.c", "''", "....", "eyJhbGciOiJub25lIn0.e30."})
  void refusesWhatIsNoToken(String token) throws Exception {
    assertRefused(tokens("--auth.keys", pem(RSA)), token, Refusal.BAD_TOKEN, "");
  }

  @Test
  void refusesALongTokenWithoutLookingAtIt() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA));

    assertRefused(tokens, "x".repeat(Tokens.MOST_CHARACTERS + 1), Refusal.BAD_TOKEN, "8192");
    assertRefused(
        tokens, "x".repeat(Tokens.MOST_CHARACTERS), Refusal.BAD_TOKEN, "not a signed JWT");
  }

  @Test
  void refusesAnEndedTokenAndTellsBothTimes() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA), "--auth.clock-skew", "30 s");

    assertThat(tokens.check(rsa(RSA, ending(-29))).subject()).isEqualTo("ada");
    assertRefused(
        tokens,
        rsa(RSA, ending(-31)),
        Refusal.EXPIRED_TOKEN,
        "exp is 2026-03-01T11:59:29Z, the clock here says 2026-03-01T12:00:00Z; if that is wrong"
            + " mend it, or set auth.clock-skew");
  }

  @Test
  void refusesATokenThatIsNotValidYet() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA), "--auth.clock-skew", "30 s");

    assertThat(tokens.check(rsa(RSA, from(29))).subject()).isEqualTo("ada");
    assertRefused(tokens, rsa(RSA, from(31)), Refusal.EARLY_TOKEN, "nbf is 2026-03-01T12:00:31Z");
  }

  @Test
  void refusesATokenThatNeverEnds() throws Exception {
    assertRefused(
        tokens("--auth.keys", pem(RSA)),
        rsa(RSA, new JWTClaimsSet.Builder().subject("ada").build()),
        Refusal.BAD_TOKEN,
        "exp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"soon\"", "[]"})
  void refusesAnEndThatIsNoTime(String exp) throws Exception {
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    String token = issuer.sign("{\"sub\":\"ada\",\"exp\":" + exp + "}");

    assertThatThrownBy(() -> tokens("--auth.secret", folder.resolve("secret")).check(token))
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BAD_TOKEN));
  }

  @Test
  void takesAnEndThatNoTimerCanCount() throws Exception {
    Issuer issuer = Issuer.in(folder.resolve("secret"));

    Caller caller =
        tokens("--auth.secret", folder.resolve("secret"))
            .check(issuer.sign("{\"exp\":9000000000000}"));

    assertThat(caller.expires()).isEqualTo(Instant.parse("9999-01-01T00:00:00Z"));
  }

  @Test
  void asksForItsIssuerAndAudience() throws Exception {
    Tokens tokens = tokens("--auth.keys", pem(RSA), "--auth.issuer", "i", "--auth.audience", "a");

    assertThat(tokens.check(rsa(RSA, claims().issuer("i").audience(List.of("a", "b")).build())))
        .isNotNull();
    assertRefused(
        tokens, rsa(RSA, claims().issuer("j").audience("a").build()), Refusal.BAD_TOKEN, "iss");
    assertRefused(
        tokens, rsa(RSA, claims().issuer("i").audience("b").build()), Refusal.BAD_TOKEN, "aud");
  }

  @Test
  void takesNewKeysWhenTheFileChangesAndKeepsTheOldOnesWhenItBreaks() throws Exception {
    Path file = folder.resolve("keys.pem");
    Files.copy(pem(RSA), file);
    Tokens tokens = tokens("--auth.keys", file);
    String first = rsa(RSA, claims().build());
    String second = rsa(OTHER_RSA, claims().build());
    assertRefused(tokens, second, Refusal.BAD_TOKEN, "");

    Files.writeString(file, "broken");
    clock.tick();
    assertThat(tokens.check(first)).isNotNull();
    assertThat(failures).hasValue(1);

    Files.writeString(file, Files.readString(pem(OTHER_RSA)));
    clock.tick();
    assertThat(tokens.check(second)).isNotNull();
    assertRefused(tokens, first, Refusal.BAD_TOKEN, "");

    Files.delete(file);
    clock.tick();
    assertThat(tokens.check(second)).isNotNull();
    clock.tick();
    assertThat(tokens.check(second)).isNotNull();
    assertThat(failures).hasValue(2);
  }

  @Test
  void tellsWhatIsWrongWithAFileOfKeys() throws Exception {
    assertUnusable(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "openssl pkey -pubout");
    assertUnusable("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "RSA or EC");
    assertUnusable("nothing", "found 0");
    assertUnusable("{\"keys\":[]}", "found 0");
    assertUnusable("{\"keys\":", "is not a JWKS");
    assertUnusable(
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"k\"}]}", "key k: expected RSA");
    assertUnusable(Files.readString(pem(pair("RSA", 1024))), "at least 2048 bits, found 1024");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> TokenKeys.read(missing))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith(missing + ": can't be read");
    Path secret = Files.writeString(folder.resolve("secret"), "too short\n");
    assertThatThrownBy(() -> TokenKeys.secret(secret))
        .hasMessage(
            secret
                + ": expected a secret of at least 32 bytes, found 9; openssl rand -hex 32 makes"
                + " one");
  }

  @Test
  void knowsTheCurvesOfEcKeys() throws Exception {
    assertThat(TokenKeys.read(pem(pair("EC", 384))).getKeys().get(0).getAlgorithm())
        .isEqualTo(JWSAlgorithm.ES384);
    assertThat(Curve.P_384).isNotNull();
  }

  private void assertUnusable(String content, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("unusable"), content);
    assertThatThrownBy(() -> TokenKeys.read(file))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  private static void assertRefused(Tokens tokens, String token, Refusal as, String message) {
    assertThatThrownBy(() -> tokens.check(token))
        .isInstanceOfSatisfying(TokenException.class, e -> assertThat(e.refusal()).isEqualTo(as))
        .hasMessageContaining(message);
  }

  private Tokens tokens(Object... settings) throws UnusableFileException {
    String[] args = Stream.of(settings).map(String::valueOf).toArray(String[]::new);
    TokenConfig config = PushConfig.read(args).security().tokens();
    return new Tokens(config, clock, failures::incrementAndGet);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ada")
        .expirationTime(Date.from(NOW.plusSeconds(600)));
  }

  private static JWTClaimsSet ending(int seconds) {
    return claims().expirationTime(Date.from(NOW.plusSeconds(seconds))).build();
  }

  private static JWTClaimsSet from(int seconds) {
    return claims().notBeforeTime(Date.from(NOW.plusSeconds(seconds))).build();
  }

  private static String rsa(KeyPair key, JWTClaimsSet claims) throws Exception {
    return signed(JWSAlgorithm.RS256, new RSASSASigner(key.getPrivate()), claims);
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
    token.sign(signer);
    return token.serialize();
  }

  private Path pem(KeyPair key) throws Exception {
    Path file = Files.createTempFile(folder, "key", ".pem");
    return Files.writeString(file, Certificates.pem("PUBLIC KEY", key.getPublic().getEncoded()));
  }

  private static KeyPair pair(String type, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stands still until it is moved by two seconds; tokens are young enough to live. */
  private static final class TickingClock extends Clock {
    private final List<Integer> ticks = new ArrayList<>();

    void tick() {
      ticks.add(2);
    }

    @Override
    public Instant instant() {
      return NOW.plus(Duration.ofSeconds(2L * ticks.size()));
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
