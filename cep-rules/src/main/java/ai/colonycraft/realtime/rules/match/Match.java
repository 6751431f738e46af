package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.Sha256;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.cel.StepField;
import ai.colonycraft.realtime.rules.cel.Steps;
import ai.colonycraft.realtime.rules.cel.Template;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
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

  /** Stands for the key of a rule without one. */
  private static final String ALL = "all";

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

  /** The fields of the rule's identity that it has, by name and in order. */
  public Map<String, Object> identityFields() {
    Steps taken = name -> steps.getOrDefault(name, List.of());
    Map<String, Object> fields = new LinkedHashMap<>();
    for (StepField each : rule.lifecycle().identity()) {
      Object value = each.value(taken);
      if (value != null) {
        fields.put(each.field().jsonName(), value);
      }
    }
    return fields;
  }

  /**
   * Rule, key and the fields of the identity in one text, the same for all matches of one incident.
   */
  public String identity() {
    StringBuilder identity =
        new StringBuilder(rule.id()).append('/').append(escaped(key.isEmpty() ? ALL : key));
    identityFields()
        .forEach(
            (name, value) ->
                identity.append('/').append(name).append('=').append(escaped(value.toString())));
    return identity.toString();
  }

  private static String escaped(String value) {
    return value.replace("%", "%25").replace("/", "%2F");
  }

  /** The notification of it. */
  public Notification notification() {
    Steps taken = name -> steps.getOrDefault(name, List.of());
    Template.Values values =
        new Template.Values(
            taken, key, first().timestamp(), noticedAt, Durations.words(rule.within()));
    Map<String, Object> context = new LinkedHashMap<>();
    rule.message().context().forEach((name, value) -> context.put(name, value.value(values)));
    if (rule.isOfIncidents()) {
      rule.key().values(first()).forEach(context::putIfAbsent);
      identityFields().forEach(context::putIfAbsent);
    }
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
   * Rule, key and first event, and where several matches can begin with one event a hash of all:
   * the same match has the same id wherever and whenever it is found.
   */
  private String id() {
    String id = String.join("/", rule.id(), key.isEmpty() ? ALL : key, name(first()));
    return rule.matchesShareFirst() ? id + "/" + hash() : id;
  }

  private static String name(Event event) {
    String id = event.text(Field.EVENT_ID);
    return id != null ? id : event.timestamp() + "-" + Integer.toHexString(event.hashCode());
  }

  private String hash() {
    StringBuilder all = new StringBuilder();
    steps.forEach(
        (step, events) -> {
          all.append(step);
          events.forEach(event -> all.append('\n').append(name(event)));
          all.append('\n');
        });
    byte[] hash = Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, Long.BYTES);
  }
}
