package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.feed.LiveListener;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Retraction;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows the last notification of each fingerprint, from the topic {@code notifications}, and so
 * which notification an alert belongs to.
 *
 * <p>While one is open, its fingerprint is its identity: with two Prometheus replicas Alertmanager
 * moves {@code startsAt}, and Grafana sends the time of the end in it. After that an alert belongs
 * to it if it began before that one ended. Any thread may use it.
 */
public final class AlertIdentities implements LiveListener {

  /** Fingerprints that are known; beyond it the one that came least lately is forgotten. */
  static final int MOST = 20_000;

  private static final Pattern ID = Pattern.compile("alert-([A-Za-z0-9_-]{1,64})-(\\d{1,18})");
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The last notification of a fingerprint.
   *
   * @param resolvedAt epoch milliseconds; empty while it is open
   * @param count how many messages named it as firing
   * @param lastSeenAt when the last of these came
   */
  private record Known(
      String id, long startedAt, Optional<Long> resolvedAt, long count, long lastSeenAt) {

    /** Whether an alert is about the same. */
    boolean includes(Alert alert) {
      boolean endedBefore = alert.resolvedAt().isPresent() && alert.resolvedAt().get() < startedAt;
      boolean beganAfter = resolvedAt.isPresent() && alert.startedAt() > resolvedAt.get();
      return !endedBefore && !beganAfter;
    }
  }

  private final Map<String, Known> byFingerprint = new LinkedHashMap<>();
  private boolean loaded;

  /** Whether what Kafka held at the start is known. */
  public synchronized boolean loaded() {
    return loaded;
  }

  @Override
  public synchronized void accept(List<LiveRecord> batch) {
    for (LiveRecord record : batch) {
      if (record instanceof Notice notice) {
        take(notice);
      } else if (record instanceof Retraction retraction) {
        byFingerprint.values().removeIf(known -> known.id().equals(retraction.key()));
      } else if (record instanceof StreamEvent event && event.stream() == Stream.NOTIFICATIONS) {
        if (event instanceof StreamEvent.Began) {
          byFingerprint.clear();
          loaded = false;
        } else if (event instanceof StreamEvent.Loaded) {
          loaded = true;
        }
      }
    }
  }

  /** Whether there is a notification of its fingerprint, open or ended. */
  synchronized boolean knows(Alert alert) {
    return byFingerprint.containsKey(alert.fingerprint());
  }

  /** The alert under the id and with the start of the notification that it belongs to. */
  synchronized Alert identify(Alert alert) {
    Known known = byFingerprint.get(alert.fingerprint());
    boolean isKnown = known != null && known.includes(alert);
    Alert identified =
        isKnown
            ? alert.as(
                known.id(),
                known.startedAt(),
                known.count(),
                known.lastSeenAt(),
                known.resolvedAt())
            : alert;
    putNewest(
        alert.fingerprint(),
        new Known(
            identified.id(),
            identified.startedAt(),
            identified.resolvedAt(),
            identified.count(),
            identified.lastSeenAt()));
    return identified;
  }

  private void take(Notice notice) {
    Matcher id = ID.matcher(notice.id());
    if (id.matches()) {
      long startedAt = Long.parseLong(id.group(2));
      Map<String, Long> numbers = numbers(notice.json());
      putNewest(
          id.group(1),
          new Known(
              notice.id(),
              startedAt,
              Optional.ofNullable(numbers.get("resolvedAt")),
              numbers.getOrDefault("count", 1L),
              numbers.getOrDefault("lastSeenAt", startedAt)));
    }
  }

  private void putNewest(String fingerprint, Known known) {
    Known before = byFingerprint.remove(fingerprint); // So that it counts as the latest.
    boolean isOlder = before != null && known.startedAt() < before.startedAt();
    byFingerprint.put(fingerprint, isOlder ? before : known);
    if (byFingerprint.size() > MOST) {
      byFingerprint.remove(byFingerprint.keySet().iterator().next());
    }
  }

  /** The whole numbers among its fields. */
  private static Map<String, Long> numbers(String notification) {
    Map<String, Long> numbers = new HashMap<>();
    try (JsonParser json = JSON.createParser(notification)) {
      json.nextToken();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          numbers.put(field, json.getLongValue());
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      // It counts as open: the feed has checked all but the fields that it does not know.
    }
    return numbers;
  }
}
