package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.cel.Condition;
import ai.colonycraft.realtime.rules.cel.Steps;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The event that ends an incident. It belongs to the incident if it has the same key, and if each
 * field of {@code same} that both the event and the incident have is equal.
 *
 * @param types event types, at least one
 * @param where what such an event must meet
 * @param same fields of the rule's identity
 */
public record Resolve(Set<String> types, Condition where, List<Field> same) {

  public Resolve {
    types = Set.copyOf(types);
    same = List.copyOf(same);
  }

  /** Whether an event can end incidents of its key. */
  public boolean fits(Event event) {
    return types.contains(event.type()) && where.holds(event, Steps.NONE);
  }

  /**
   * Whether an event that fits belongs to an incident.
   *
   * @param identity the fields of the incident's identity, by name
   */
  public boolean belongsTo(Event event, Map<String, Object> identity) {
    for (Field field : same) {
      Object theirs = identity.get(field.jsonName());
      Object mine = event.value(field);
      if (theirs != null && mine != null && !theirs.equals(mine)) {
        return false;
      }
    }
    return true;
  }
}
