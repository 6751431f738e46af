package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How tokens are checked, and what they allow. See {@link PushConfig}.
 *
 * @param keys PEM or JWKS file with the public keys of the issuer
 * @param secret file with the secret that tokens are signed with
 * @param issuer the value that {@code iss} of a token must have
 * @param audience a value that the audience claim of a token must hold
 * @param audienceClaim the claim that holds the audience: {@code aud}, or {@code client_id} for
 *     access tokens of Amazon Cognito, which have no {@code aud}
 * @param scopeClaims claims that hold scopes, roles or permissions; a dot leads into an object, as
 *     in {@code realm_access.roles}
 * @param scopePrefix text before each scope in a token, which issuers add to name the API; with a
 *     prefix, words without it are no scopes
 * @param roles the scopes that a role stands for, by the role's name in the token
 * @param visibleClaim the claim that narrows what a token's bearer sees; a dot leads into an object
 * @param visibleRequired whether a token without that claim is refused; otherwise its bearer sees
 *     everything that the scopes allow
 * @param clockSkew largest difference between the issuer's clock and ours
 * @param deadline time for the first message of a WebSocket, which holds the token
 * @param anonymousReports whether pages may send reports without a token
 */
public record TokenConfig(
    Optional<Path> keys,
    Optional<Path> secret,
    Optional<String> issuer,
    Optional<String> audience,
    String audienceClaim,
    List<String> scopeClaims,
    Optional<String> scopePrefix,
    Map<String, Set<String>> roles,
    String visibleClaim,
    boolean visibleRequired,
    Duration clockSkew,
    Duration deadline,
    boolean anonymousReports) {

  /** The setting that {@link #roles} is read from. */
  public static final String ROLES_SETTING = "auth.roles";

  private static final Setting<Optional<Path>> KEYS =
      OptionalSettings.file(
          "auth.keys", "PEM or JWKS file with the public keys that sign tokens; turns tokens on");
  private static final Setting<Optional<Path>> SECRET =
      OptionalSettings.file(
          "auth.secret", "file with the secret that signs tokens (HS256), instead of auth.keys");
  private static final Setting<Optional<String>> ISSUER =
      OptionalSettings.word("auth.issuer", "what iss of a token must be; none accepts any");
  private static final Setting<Optional<String>> AUDIENCE =
      OptionalSettings.word("auth.audience", "what aud of a token must hold; none accepts any");
  private static final Setting<String> AUDIENCE_CLAIM =
      Setting.text("auth.audience-claim", "aud", "the claim that auth.audience is looked for in");
  private static final Setting<List<String>> SCOPE_CLAIMS =
      new Setting<>(
          "auth.scope-claims",
          "names of claims with commas between",
          "scope,scp",
          "claims that hold scopes or roles, like scope,permissions,realm_access.roles",
          TokenConfig::claims);
  private static final Setting<Optional<String>> SCOPE_PREFIX =
      OptionalSettings.word(
          "auth.scope-prefix", "what each scope of a token begins with, like push/");
  private static final Setting<Map<String, Set<String>>> ROLES =
      new Setting<>(
          ROLES_SETTING,
          "roles with their scopes like ops=metrics:read notifications:read,pager=alerts:write, or"
              + " none",
          OptionalSettings.NONE,
          "the scopes that each role in a token stands for",
          TokenConfig::roles);
  private static final Setting<String> VISIBLE_CLAIM =
      Setting.text(
          "auth.visible-claim",
          "visible",
          "the claim that says which series, activity lines, notifications and flame graphs a"
              + " token's bearer sees");
  private static final Setting<Boolean> VISIBLE_REQUIRED =
      Setting.flag(
          "auth.visible-required",
          false,
          "whether a token without auth.visible-claim is refused; otherwise it is not narrowed");
  private static final Setting<Duration> CLOCK_SKEW =
      Setting.duration(
          "auth.clock-skew", Duration.ZERO, "30 s", "how far an issuer's clock may be from ours");
  private static final Setting<Duration> DEADLINE =
      Setting.duration(
          "auth.deadline",
          Duration.ofMillis(100),
          "10 s",
          "time for the first message of a WebSocket, which holds the token");
  private static final Setting<Boolean> ANONYMOUS_REPORTS =
      Setting.flag(
          "auth.anonymous-reports", false, "whether pages may send reports without a token");

  static final List<Setting<?>> SETTINGS =
      List.of(
          KEYS,
          SECRET,
          ISSUER,
          AUDIENCE,
          AUDIENCE_CLAIM,
          SCOPE_CLAIMS,
          SCOPE_PREFIX,
          ROLES,
          VISIBLE_CLAIM,
          VISIBLE_REQUIRED,
          CLOCK_SKEW,
          DEADLINE,
          ANONYMOUS_REPORTS);

  /** Copies claims and roles. */
  public TokenConfig {
    scopeClaims = List.copyOf(scopeClaims);
    roles = Map.copyOf(roles);
  }

  static TokenConfig read(Settings settings) {
    return new TokenConfig(
        settings.get(KEYS),
        settings.get(SECRET),
        settings.get(ISSUER),
        settings.get(AUDIENCE),
        settings.get(AUDIENCE_CLAIM),
        settings.get(SCOPE_CLAIMS),
        settings.get(SCOPE_PREFIX),
        settings.get(ROLES),
        settings.get(VISIBLE_CLAIM),
        settings.get(VISIBLE_REQUIRED),
        settings.get(CLOCK_SKEW),
        settings.get(DEADLINE),
        settings.get(ANONYMOUS_REPORTS));
  }

  /** Whether tokens are asked for. */
  boolean areOn() {
    return keys.isPresent() || secret.isPresent();
  }

  /** What no single setting shows. */
  Optional<String> problem() {
    return keys.isPresent() && secret.isPresent()
        ? Optional.of("auth.secret: expected none, since auth.keys has a file")
        : Optional.empty();
  }

  private static List<String> claims(String text) {
    List<String> claims = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (claims.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException();
    }
    return claims;
  }

  private static Map<String, Set<String>> roles(String text) {
    Map<String, Set<String>> roles = new LinkedHashMap<>();
    if (!text.equals(OptionalSettings.NONE)) {
      for (String role : text.split(",", -1)) {
        int equals = role.lastIndexOf('=');
        String name = role.substring(0, Math.max(0, equals)).strip();
        String scopes = role.substring(equals + 1).strip();
        if (name.isEmpty() || scopes.isEmpty()) {
          throw new IllegalArgumentException();
        }
        // A role that is named twice would lose the scopes of the first place.
        if (roles.put(name, Set.of(scopes.split(" +"))) != null) {
          throw new IllegalArgumentException();
        }
      }
    }
    return roles;
  }
}
