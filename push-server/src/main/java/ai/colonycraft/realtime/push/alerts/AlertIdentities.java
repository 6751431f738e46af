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
 * moves {@code startsAt}, and Grafana sends the time of the end in it. One that fires after that is
 * another incident, also with the same {@code startsAt}: Alertmanager ends an alert that Prometheus
 * did not send for some minutes, and then gets it again as it was. Any thread may use it.
 */
public final class AlertIdentities implements LiveListener {

  /** Fingerprints that are known; beyond it the one that came least lately is forgotten. */
  static final int MOST = 20_000;

  private static final Pattern ID = Pattern.compile("alert-([A-Za-z0-9_-]{1,64})-(\\d{1,18})");
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The last notification of a fingerprint.
   *
   * @param number see {@link Alert#number}
   * @param begin epoch milliseconds
   * @param resolvedAt epoch milliseconds; empty while it is open
   * @param count how many messages named it as firing
   * @param lastSeenAt when the last of these came
   */
  private record Known(
      String id, long number, long begin, Optional<Long> resolvedAt, long count, long lastSeenAt) {

    /** An alert as the incident that it belongs to: this one, the next one, or one before it. */
    Alert identify(Alert alert) {
      boolean endedBefore = alert.resolvedAt().isPresent() && alert.resolvedAt().get() < number;
      boolean beganAfter = resolvedAt.isPresent() && alert.startedAt() > resolvedAt.get();
      if (endedBefore || beganAfter) {
        return alert;
      }
      return alert.isFiring() && resolvedAt.isPresent()
          ? alert.again(resolvedAt.get())
          : alert.as(number, begin, count, lastSeenAt, resolvedAt);
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
    Alert identified = known == null ? alert : known.identify(alert);
    putNewest(
        alert.fingerprint(),
        new Known(
            identified.id(),
            identified.number(),
            identified.startedAt(),
            identified.resolvedAt(),
            identified.count(),
            identified.lastSeenAt()));
    return identified;
  }

  private void take(Notice notice) {
    Matcher id = ID.matcher(notice.id());
    if (id.matches()) {
      long number = Long.parseLong(id.group(2));
      Map<String, Long> numbers = numbers(notice.json());
      long begin = numbers.getOrDefault("timestamp", number);
      putNewest(
          id.group(1),
          new Known(
              notice.id(),
              number,
              begin,
              Optional.ofNullable(numbers.get("resolvedAt")),
              numbers.getOrDefault("count", 1L),
              numbers.getOrDefault("lastSeenAt", begin)));
    }
  }

  private void putNewest(String fingerprint, Known known) {
    Known before = byFingerprint.remove(fingerprint); // So that it counts as the latest.
    boolean isOlder = before != null && known.number() < before.number();
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
