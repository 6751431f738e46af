package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.cel.StepField;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which matches of a rule are one incident, and when it ends.
 *
 * @param identity fields that matches of one incident have in common, beside the rule's key
 * @param resolve the event that ends it
 * @param expires it ends when no match was added to it for this time
 */
public record Lifecycle(List<StepField> identity, Optional<Resolve> resolve, Duration expires) {

  public Lifecycle {
    identity = List.copyOf(identity);
  }

  /** The fields of the identity, in order. */
  public List<Field> fields() {
    return identity.stream().map(StepField::field).toList();
  }
}
