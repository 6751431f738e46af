package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * A record of {@code actions} without a value: what its key names is forgotten.
 *
 * @param key id of an incident, or key of a {@link Silence}
 */
public record ActionsWithdrawal(String key) implements LiveRecord {

  public ActionsWithdrawal {
    Objects.requireNonNull(key);
  }
}
