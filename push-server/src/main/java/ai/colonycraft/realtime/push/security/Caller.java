package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever presented a valid token.
 *
 * @param subject {@code sub} of the token; empty if it has none
 * @param scopes what the token allows, of what this server knows
 * @param visibility what the token lets its bearer see
 * @param expires when the token ends, clock skew not added
 */
public record Caller(String subject, Set<Scope> scopes, Visibility visibility, Instant expires) {

  private static final int MOST_OF_A_NAME = 200;

  /** Copies the scopes. */
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** The subject as a name to show: at most {@link #MOST_OF_A_NAME} characters, if it has any. */
  public Optional<String> name() {
    return Optional.of(subject.strip())
        .filter(name -> !name.isEmpty())
        .map(name -> Text.cut(Text.wellFormed(name), MOST_OF_A_NAME));
  }

  /** Whether the token allows it. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
