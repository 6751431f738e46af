package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.TokenConfig;
import ai.colonycraft.realtime.push.metrics.Refusal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what a token allows from its claims: scopes, with the issuer's prefix if there is one, and
 * roles that stand for scopes. Words that mean nothing here are ignored.
 */
final class Grants {

  private final List<String> claims;
  private final String prefix;
  private final Map<String, Set<Scope>> roles = new HashMap<>();

  /**
   * Reads the roles.
   *
   * @throws InvalidConfigException if a role stands for a scope that does not exist
   */
  Grants(TokenConfig config) {
    this.claims = config.scopeClaims();
    this.prefix = config.scopePrefix().orElse("");
    config.roles().forEach((role, words) -> roles.put(role, scopes(role, words)));
  }

  /**
   * The scopes that the claims of a token give.
   *
   * @throws TokenException if a claim that should hold them is neither text nor a list
   */
  Set<Scope> of(Map<String, Object> token) throws TokenException {
    Set<Scope> granted = EnumSet.noneOf(Scope.class);
    for (String claim : claims) {
      List<String> words = Claims.words(token, claim);
      if (words == null) {
        throw new TokenException(
            Refusal.BAD_TOKEN, "the token's " + claim + " is neither text nor a list of text");
      }
      for (String word : words) {
        granted.addAll(roles.getOrDefault(word, Set.of()));
        scope(word).ifPresent(granted::add);
      }
    }
    return granted;
  }

  private Optional<Scope> scope(String word) {
    return word.startsWith(prefix) ? Scope.of(word.substring(prefix.length())) : Optional.empty();
  }

  private static Set<Scope> scopes(String role, Set<String> words) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : words) {
      scopes.add(Scope.of(word).orElseThrow(() -> unknown(role, word)));
    }
    return scopes;
  }

  private static InvalidConfigException unknown(String role, String word) {
    String known = Arrays.stream(Scope.values()).map(Scope::word).collect(Collectors.joining(", "));
    return new InvalidConfigException(
        List.of(
            "%s: role %s: expected scopes out of %s, found \"%s\""
                .formatted(TokenConfig.ROLES_SETTING, role, known, word)));
  }
}
