package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Resolution;
import ai.colonycraft.realtime.rules.Rule;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The matches of one rule that have their identity in common, from the first to the end. Immutable.
 *
 * @param notification of the first match, with the message and the context of the newest
 * @param events of the newest match, in the order of their time; none in the state of an earlier
 *     version
 * @param identity rule, key and fields of the identity in one text
 * @param fields the fields of the identity that the first match has, by name: String, Long, Double
 * @param count its matches
 * @param lastSeenAt when the newest match was complete, epoch milliseconds
 * @param expiresAt when it ends if no other match is added, epoch milliseconds
 * @param end how it ended; empty while it is open
 */
public record Incident(
    Notification notification,
    List<MatchedEvent> events,
    String identity,
    Map<String, Object> fields,
    long count,
    long lastSeenAt,
    long expiresAt,
    Optional<End> end) {

  /**
   * How an incident ended.
   *
   * @param resolution why
   * @param at when, epoch milliseconds
   */
  public record End(Resolution resolution, long at) {}

  public Incident {
    events = List.copyOf(events);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The incident that a match begins. */
  static Incident begin(Match match) {
    return new Incident(
        match.notification(),
        MatchedEvent.of(match),
        match.identity(),
        match.identityFields(),
        1,
        match.noticedAt(),
        expiry(match.rule(), match.noticedAt()),
        Optional.empty());
  }

  /** This incident with one more match of its identity. */
  Incident with(Match match) {
    long seen = Math.max(lastSeenAt, match.noticedAt());
    Notification newest = match.notification();
    Notification merged =
        new Notification(
            notification.id(),
            notification.type(),
            notification.title(),
            newest.message(),
            notification.timestamp(),
            notification.source(),
            newest.context(),
            notification.actionUrl());
    return new Incident(
        merged,
        MatchedEvent.of(match),
        identity,
        fields,
        count + 1,
        seen,
        expiry(match.rule(), seen),
        end);
  }

  /** This incident, ended; at its last match at the earliest. */
  Incident ended(Resolution resolution, long at) {
    return new Incident(
        notification,
        events,
        identity,
        fields,
        count,
        lastSeenAt,
        expiresAt,
        Optional.of(new End(resolution, Math.max(at, lastSeenAt))));
  }

  private static long expiry(Rule rule, long seen) {
    return seen + rule.lifecycle().expires().toMillis();
  }

  /** Whether it has not ended. */
  public boolean isOpen() {
    return end.isEmpty();
  }

  /** UTF-8 JSON: the fields of the notification first. */
  public byte[] json() {
    return Notification.json(
        json -> {
          notification.writeFields(json);
          writeFields(json);
        });
  }

  private void writeFields(JsonGenerator json) throws IOException {
    json.writeStringField("state", isOpen() ? "open" : "resolved");
    json.writeNumberField("count", count);
    json.writeNumberField("lastSeenAt", lastSeenAt);
    if (end.isPresent()) {
      json.writeNumberField("resolvedAt", end.get().at());
      json.writeStringField("resolution", end.get().resolution().word());
    }
    json.writeStringField("identity", identity);
    json.writeArrayFieldStart("sources");
    json.writeString("rule:" + notification.source());
    json.writeEndArray();
    if (!events.isEmpty()) {
      json.writeArrayFieldStart("events");
      for (MatchedEvent event : events) {
        event.write(json);
      }
      json.writeEndArray();
    }
  }
}
