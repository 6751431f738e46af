package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.support.Certificates;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.LoggedLines;
import ai.colonycraft.realtime.push.support.MovableClock;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key a token is checked with, and keys that are no use here. */
class TokenKeysTest {

  private static RSAKey key;
  private static RSAKey second;

  @TempDir private Path folder;

  @BeforeAll
  static void generate() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    second = new RSAKeyGenerator(2048).keyID("k2").generate();
  }

  @Test
  void takesATokenThatNamesItsKeyWhenTheKeyHasNoName() throws Exception {
    Path pem =
        Files.writeString(
            folder.resolve("issuer.pem"),
            Certificates.pem("PUBLIC KEY", key.toPublicKey().getEncoded()));
    Path secret = folder.resolve("secret");
    Issuer.in(secret);
    JWSSigner mac = new MACSigner(Files.readString(secret).strip());

    assertThat(tokens("--auth.keys", pem).check(token("any", new RSASSASigner(key)))).isNotNull();
    assertThat(tokens("--auth.secret", secret).check(token("any", mac))).isNotNull();
    assertThatThrownBy(
            () -> tokens("--auth.keys", pem).check(token("any", new RSASSASigner(second))))
        .hasMessageContaining("Invalid signature");
  }

  @Test
  void looksForANameAmongKeysThatHaveOne() throws Exception {
    Tokens tokens = tokens("--auth.keys", jwks(json(key), json(second)));

    assertThat(tokens.check(token("k2", new RSASSASigner(second)))).isNotNull();
    assertThat(tokens.check(token(null, new RSASSASigner(second)))).isNotNull();
    assertThatThrownBy(() -> tokens.check(token("k1", new RSASSASigner(second))))
        .hasMessageContaining("Invalid signature");
    assertThatThrownBy(() -> tokens.check(token("k3", new RSASSASigner(second))))
        .hasMessageContaining("no matching key(s) found");
  }

  static Stream<String> uselessKeys() {
    return Stream.of(
        "{'kty':'OKP','crv':'Ed25519','kid':'d1','use':'sig','alg':'EdDSA','x':'6Z40pNAQEh2w4x-3sHtP6qFhmf4J-3UB2ExZf7TpMjc'}",
        "{'kty':'OKP','crv':'X25519','kid':'d1','use':'enc','x':'6Z40pNAQEh2w4x-3sHtP6qFhmf4J-3UB2ExZf7TpMjc'}",
        "{'kty':'AKP','kid':'d1','alg':'ML-DSA-44','pub':'AAAA'}",
        "{'kty':'EC','crv':'secp256k1','kid':'d1','x':'AAAA','y':'AAAA'}",
        "{'kty':'EC','crv':'brainpoolP256r1','kid':'d1','x':'AAAA','y':'AAAA'}",
        "{'kty':'EC','crv':'P-256','kid':'d1','x':'AAAA','y':'AAAA'}",
        "{'kty':'RSA','kid':'d1','alg':'RSA-OAEP','e':'AQAB','n':'%s'}",
        "{'kty':'RSA','kid':'d1','alg':'RSA-OAEP-256','use':'enc','e':'AQAB','n':'%s'}",
        "{'kty':'RSA','kid':'d1','key_ops':['encrypt'],'e':'AQAB','n':'%s'}",
        "{'kty':'RSA','kid':'d1','use':'other','e':'AQAB','n':'%s'}",
        "{'kty':'RSA','kid':'d1','e':'AQAB','n':'AAAA'}",
        "{'kty':'RSA','kid':'d1','e':'AQAB'}",
        "{'kty':'RSA','kid':'d1','e':'AQAB','n':'%s','x5c':['AAAA']}",
        "{'kty':'oct','kid':'d1','k':'AAAA'}",
        "{'kty':'oct','kid':'d1'}",
        "{'kid':'d1'}");
  }

  @ParameterizedTest
  @MethodSource("uselessKeys")
  void leavesAKeyOutThatIsNoUseHereAndNamesIt(String useless) throws Exception {
    String left = useless.replace('\'', '"').formatted(key.getModulus());
    Path file = jwks(left, json(key));
    try (LoggedLines log = LoggedLines.watch()) {
      assertThat(tokens("--auth.keys", file).check(token("k1", new RSASSASigner(key)))).isNotNull();

      assertThat(log.lines())
          .filteredOn(line -> line.startsWith(file.toString()))
          .singleElement()
          .asString()
          .startsWith(file + ": 1 of 2 keys left out")
          .contains("key d1: ");
    }
    assertThatThrownBy(() -> TokenKeys.read(jwks(left))).hasMessageContaining("found 0: key d1: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "[]", "{}", "{\"kid\":\"\\nWARN forged\"}"})
  void leavesOutWhatIsNoKeyAtAll(String left) throws Exception {
    try (LoggedLines log = LoggedLines.watch()) {
      assertThat(TokenKeys.read(jwks(left, json(key))).getKeys()).hasSize(1);

      assertThat(log.lines()).singleElement().asString().doesNotContain("\n");
    }
  }

  @Test
  void leavesAKeyOfAPemFileOutThatIsNoUseHere() throws Exception {
    byte[] ed25519 =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    Path file =
        Files.writeString(
            folder.resolve("keys.pem"),
            Certificates.pem("PUBLIC KEY", ed25519)
                + Certificates.pem("PUBLIC KEY", key.toPublicKey().getEncoded()));

    assertThat(tokens("--auth.keys", file).check(token("x", new RSASSASigner(key)))).isNotNull();
  }

  @Test
  void takesNewKeysAtARotationThatBringsOneOfNoUseToo() throws Exception {
    Path file = jwks(json(key));
    MovableClock clock = new MovableClock(Instant.now());
    Tokens tokens =
        new Tokens(
            PushConfig.read("--auth.keys", file.toString()).security().tokens(), clock, () -> {});
    String last = uselessKeys().findFirst().orElseThrow().replace('\'', '"');

    jwks(last, json(second));
    clock.now = clock.now.plusSeconds(2);

    assertThat(tokens.check(token("k2", new RSASSASigner(second)))).isNotNull();
    assertThatThrownBy(() -> tokens.check(token("k1", new RSASSASigner(key))))
        .hasMessageContaining("no matching key(s) found");
  }

  private Path jwks(String... keys) throws Exception {
    return Files.writeString(
        folder.resolve("jwks.json"), "{\"keys\":[" + String.join(",", keys) + "]}");
  }

  private static String json(RSAKey key) {
    return new JWKSet(key).getKeys().get(0).toPublicJWK().toJSONString();
  }

  private static Tokens tokens(String setting, Path file) throws UnusableFileException {
    return new Tokens(
        PushConfig.read(setting, file.toString()).security().tokens(), Clock.systemUTC(), () -> {});
  }

  private static String token(String kid, JWSSigner signer) throws Exception {
    JWSAlgorithm algorithm = signer instanceof MACSigner ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256;
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(kid).build(),
            new JWTClaimsSet.Builder()
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build());
    token.sign(signer);
    return token.serialize();
  }
}
