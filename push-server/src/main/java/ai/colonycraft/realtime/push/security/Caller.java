package ai.colonycraft.realtime.push.security;

import java.time.Instant;
import java.util.Set;

/**
 * Whoever presented a valid token.
 *
 * @param subject {@code sub} of the token; empty if it has none
 * @param scopes what the token allows, of what this server knows
 * @param expires when the token ends, clock skew not added
 */
public record Caller(String subject, Set<Scope> scopes, Instant expires) {

  /** Copies the scopes. */
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether the token allows it. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
