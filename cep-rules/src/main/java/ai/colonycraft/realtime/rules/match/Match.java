package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.cel.Steps;
import ai.colonycraft.realtime.rules.cel.Template;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that took a rule's steps.
 *
 * @param rule the rule
 * @param key the value of the rule's key; empty for a rule without one
 * @param steps the events by step, in order; a step that none took is missing
 * @param noticedAt event time at which it was complete: that of its last event, or, if its end was
 *     that something did not come, when the time for it was up
 */
public record Match(Rule rule, String key, Map<String, List<Event>> steps, long noticedAt) {

  private static final Comparator<Event> BY_TIME = Comparator.comparingLong(Event::timestamp);

  /** The first of its events. */
  public Event first() {
    return Collections.min(events(), BY_TIME);
  }

  /** The last of its events. */
  public Event last() {
    return Collections.max(events(), BY_TIME);
  }

  private List<Event> events() {
    return steps.values().stream().flatMap(List::stream).toList();
  }

  /** The notification of it. */
  public Notification notification() {
    Steps taken = name -> steps.getOrDefault(name, List.of());
    Template.Values values =
        new Template.Values(
            taken, key, first().timestamp(), noticedAt, Durations.words(rule.within()));
    Map<String, Object> context = new LinkedHashMap<>();
    rule.message().context().forEach((name, value) -> context.put(name, value.value(values)));
    return new Notification(
        id(),
        rule.severity(),
        rule.message().title().text(values),
        rule.message().text().text(values),
        noticedAt,
        rule.id(),
        context,
        rule.message().actionUrl().map(url -> url.url(values)));
  }

  /**
   * Rule, key and first event: the same match has the same id wherever and whenever it is found.
   */
  private String id() {
    Event first = first();
    String event = first.text(Field.EVENT_ID);
    String name =
        event != null ? event : first.timestamp() + "-" + Integer.toHexString(first.hashCode());
    return String.join("/", rule.id(), key.isEmpty() ? "all" : key, name);
  }
}
