package ai.colonycraft.realtime.push.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens with the headers and claims that the documentation of well-known issuers shows. */
class IssuersTest {

  private static final String KEYCLOAK =
      """
      {"exp":4102444800,"iat":1767225600,"jti":"onrtro:6ad9","iss":"https://id.example.com/realms/ops",
       "aud":["push","account"],"sub":"f:5b1:ada","typ":"Bearer","azp":"push-pages","sid":"c2f1",
       "acr":"1","allowed-origins":["https://push.example.com"],
       "realm_access":{"roles":["offline_access","colony-ops"]},
       "resource_access":{"push.server":{"roles":["alerts:write"]},"account":{"roles":["view-profile"]}},
       "scope":"openid profile metrics:read","preferred_username":"ada"}""";
  private static final String ENTRA_USER =
      """
      {"aud":"6e74172b-be56-4843-9ff4-e66a39bb12e3","iss":"https://login.microsoftonline.com/72f9/v2.0",
       "iat":1767225600,"nbf":1767225600,"exp":4102444800,"aio":"AXQAi","azp":"04f0","azpacr":"0",
       "name":"Ada","oid":"690222be","preferred_username":"ada@example.com","rh":"0.ARoA",
       "scp":"metrics:read notifications:read","sub":"HKZpfaHy","tid":"72f9","uti":"fqiB","ver":"2.0"}""";
  private static final String ENTRA_APPLICATION =
      """
      {"aud":"api://push","iss":"https://sts.windows.net/72f9/","iat":1767225600,"nbf":1767225600,
       "exp":4102444800,"appid":"04f0","appidacr":"1","idp":"https://sts.windows.net/72f9/",
       "oid":"2a1c","roles":["Alerts.Write"],"sub":"2a1c","tid":"72f9","ver":"1.0"}""";
  private static final String AUTH0 =
      """
      {"iss":"https://ops.eu.auth0.com/","sub":"auth0|5f7c8ec7c33c6c004bbafe82",
       "aud":["https://push.example.com","https://ops.eu.auth0.com/userinfo"],"iat":1767225600,
       "exp":4102444800,"azp":"my_client_id","scope":"openid profile read:else",
       "permissions":["metrics:read","notifications:read"],
       "https://push.example.com/roles":["colony-ops"]}""";
  private static final String COGNITO =
      """
      {"sub":"aaaaaaaa-bbbb","device_key":"eu_aaaa","cognito:groups":["colony-ops"],
       "iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ex","version":2,
       "client_id":"57cbishk4j24pabc1234567890","origin_jti":"a1","event_id":"e1",
       "token_use":"access","scope":"phone openid push/metrics:read other/alerts:write",
       "auth_time":1767225600,"exp":4102444800,"iat":1767225600,"jti":"j1","username":"ada"}""";
  private static final String OKTA =
      """
      {"ver":1,"jti":"AT.0mP4","iss":"https://dev-1.okta.com/oauth2/default","aud":"api://default",
       "iat":1767225600,"exp":4102444800,"cid":"nmdP1f","uid":"00uli5","scp":["openid","metrics:read"],
       "auth_time":1767225600,"sub":"ada@example.com","groups":["Everyone","colony-ops"]}""";
  private static final String GOOGLE =
      """
      {"iss":"https://accounts.google.com","azp":"1234.apps.googleusercontent.com",
       "aud":"1234.apps.googleusercontent.com","sub":"10769150350006150715113082367",
       "email":"ada@example.com","email_verified":true,"hd":"example.com","at_hash":"HK6E",
       "iat":1767225600,"exp":4102444800}""";

  private static final String OPS = "colony-ops=metrics:read notifications:read";

  private static RSAKey key;

  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void generate() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").keyUse(KeyUse.SIGNATURE).generate();
  }

  @BeforeEach
  void publish() throws Exception {
    file = Files.writeString(folder.resolve("jwks.json"), new JWKSet(key).toString());
  }

  static Stream<Arguments> issuers() {
    return Stream.of(
        issuer("Keycloak", "JWT", KEYCLOAK, "metrics:read", "--auth.audience", "push"),
        issuer(
            "Keycloak with roles",
            "JWT",
            KEYCLOAK,
            "metrics:read notifications:read alerts:write",
            "--auth.issuer",
            "https://id.example.com/realms/ops",
            "--auth.scope-claims",
            "scope,realm_access.roles,resource_access.push.server.roles",
            "--auth.roles",
            OPS),
        issuer("Entra", "JWT", ENTRA_USER, "metrics:read notifications:read"),
        issuer(
            "Entra, an application",
            "JWT",
            ENTRA_APPLICATION,
            "alerts:write",
            "--auth.audience",
            "api://push",
            "--auth.scope-claims",
            "scp,roles",
            "--auth.roles",
            "Alerts.Write=alerts:write"),
        issuer(
            "Auth0 with permissions",
            "at+jwt",
            AUTH0,
            "metrics:read notifications:read",
            "--auth.audience",
            "https://push.example.com",
            "--auth.scope-claims",
            "scope,permissions"),
        issuer(
            "Auth0 with a claim that is a URL",
            "JWT",
            AUTH0,
            "metrics:read notifications:read",
            "--auth.scope-claims",
            "https://push.example.com/roles",
            "--auth.roles",
            OPS),
        issuer(
            "Cognito",
            null,
            COGNITO,
            "metrics:read",
            "--auth.scope-prefix",
            "push/",
            "--auth.audience-claim",
            "client_id",
            "--auth.audience",
            "57cbishk4j24pabc1234567890"),
        issuer(
            "Cognito with groups",
            null,
            COGNITO,
            "metrics:read notifications:read",
            "--auth.scope-claims",
            "cognito:groups",
            "--auth.roles",
            OPS),
        issuer("Okta", null, OKTA, "metrics:read", "--auth.audience", "api://default"),
        issuer(
            "Okta with groups",
            null,
            OKTA,
            "metrics:read notifications:read",
            "--auth.scope-claims",
            "groups",
            "--auth.roles",
            OPS),
        issuer(
            "Google",
            "JWT",
            GOOGLE,
            "metrics:read notifications:read",
            "--auth.audience",
            "1234.apps.googleusercontent.com",
            "--auth.scope-claims",
            "hd",
            "--auth.roles",
            "example.com=metrics:read notifications:read"));
  }

  private static Arguments issuer(
      String name, String type, String claims, String scopes, String... settings) {
    return Arguments.of(name, type, claims, scopes, settings);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("issuers")
  void takesWhatTheIssuerWrites(
      String name, String type, String claims, String scopes, String[] settings) throws Exception {
    Caller caller = tokens(settings).check(token(type, claims));

    assertThat(caller.scopes().stream().map(Scope::word))
        .containsExactlyInAnyOrder(scopes.split(" "));
    assertThat(claims).contains("\"sub\":\"" + caller.subject() + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "application/jwt", "at+jwt", "application/AT+JWT"})
  void takesEachSpellingOfTheTypesOfTokens(String type) throws Exception {
    assertThat(tokens().check(token(type, KEYCLOAK)).scopes()).contains(Scope.METRICS_READ);
  }

  @ParameterizedTest
  @CsvSource({"logout+jwt, logout+jwt", "'x\n2026-01-01 WARN y', x\\u000a2026-01-01 WARN y"})
  void refusesOtherTypesAndRepeatsThemInOneLine(String type, String repeated) {
    assertThatThrownBy(() -> tokens().check(token(type, KEYCLOAK)))
        .hasMessage(
            "the token is not accepted: expected typ to be JWT or at+jwt, found " + repeated);
  }

  /** Another API's scope with the same name is none of ours. */
  @Test
  void takesNoScopeWithoutThePrefixThatIsSet() throws Exception {
    assertThat(tokens("--auth.scope-prefix", "push/").check(token("JWT", KEYCLOAK)).scopes())
        .isEmpty();
    assertThat(tokens().check(token(null, COGNITO)).scopes()).isEmpty();
  }

  @Test
  void readsNoRolesUnlessASettingNamesTheirClaim() throws Exception {
    assertThat(tokens("--auth.roles", OPS).check(token("JWT", AUTH0)).scopes()).isEmpty();
    assertThat(tokens("--auth.roles", OPS).check(token("JWT", GOOGLE)).scopes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"client_id, push", "aud, push", "azp, other"})
  void refusesATokenForAnotherAudience(String claim, String audience) {
    assertThatThrownBy(
            () ->
                tokens("--auth.audience-claim", claim, "--auth.audience", audience)
                    .check(token("JWT", AUTH0)))
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BAD_TOKEN))
        .hasMessageContaining("expected " + claim + " to hold what auth.audience says");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", "true"})
  void refusesAScopeThatIsNeitherTextNorAList(String scope) {
    assertThatThrownBy(
            () -> tokens().check(token(null, "{\"exp\":4102444800,\"scp\":" + scope + "}")))
        .hasMessage("the token's scp is neither text nor a list of text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"  \"", "[]", "[1,null,{}]", "\"\\ud800\""})
  void takesAScopeThatHoldsNothingOfUse(String scope) throws Exception {
    Caller caller = tokens().check(token(null, "{\"exp\":4102444800,\"scp\":" + scope + "}"));

    assertThat(caller.scopes()).isEqualTo(Set.of());
  }

  @Test
  void refusesARoleThatStandsForNoScope() {
    assertThatThrownBy(() -> tokens("--auth.roles", "ops=metrics:read metrics:write"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("auth.roles: role ops: expected scopes out of metrics:read, ")
        .hasMessageContaining("found \"metrics:write\"");
  }

  private Tokens tokens(String... settings) throws UnusableFileException {
    String[] args =
        Stream.concat(Stream.of("--auth.keys", file.toString()), Arrays.stream(settings))
            .toArray(String[]::new);
    return new Tokens(PushConfig.read(args).security().tokens(), Clock.systemUTC(), () -> {});
  }

  /** As an issuer signs it. */
  private static String token(String type, String claims) throws Exception {
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1");
    if (type != null) {
      header.type(new JOSEObjectType(type));
    }
    JWSObject token = new JWSObject(header.build(), new Payload(claims));
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }
}
