package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.publish.Publisher;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends alerts whose end nobody sent: its {@code resolved} was lost, the alert was silenced when it
 * ended, or the sender was restarted.
 *
 * <p>One of Alertmanager ends, where its address is known, when it has not named the alert for some
 * time; where it does not answer, nothing is concluded. Otherwise an alert ends that was not named
 * for four of the senders' repeat intervals. To be called by one thread now and then.
 */
public final class AlertEnds {

  private static final Logger LOG = LoggerFactory.getLogger(AlertEnds.class);
  private static final Pattern ID = Pattern.compile("alert-([A-Za-z0-9_-]{1,64})-\\d{1,18}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Repeat intervals after which an alert that was not named has ended. */
  private static final int INTERVALS = 4;

  private final Notifications notifications;
  private final Publisher publisher;
  private final String topic;
  private final Optional<Firing> firing;
  private final Duration absent;
  private final Duration silent;
  private final Clock clock;
  private final Reminder failures;
  private final long startedAt;
  private final Map<String, Long> absentSince = new HashMap<>();

  /**
   * Takes its surroundings.
   *
   * @param alertmanager its address; empty if it is not to be asked
   * @param absent how long Alertmanager must not have named an alert
   * @param repeatInterval of the senders
   */
  public AlertEnds(
      Notifications notifications,
      Publisher publisher,
      String topic,
      Optional<String> alertmanager,
      Duration absent,
      Duration repeatInterval,
      Clock clock) {
    this.notifications = notifications;
    this.publisher = publisher;
    this.topic = topic;
    this.firing = alertmanager.map(Firing::new);
    this.absent = absent;
    this.silent = repeatInterval.multipliedBy(INTERVALS);
    this.clock = clock;
    this.failures = new Reminder(clock, Duration.ofMinutes(1));
    this.startedAt = clock.millis();
  }

  /** Ends what has ended. */
  public void run() throws InterruptedException {
    if (!notifications.loaded()) {
      return;
    }
    List<KnownNotification> open = open(notifications);
    Optional<Set<String>> named = open.isEmpty() ? Optional.empty() : ask();
    long now = clock.millis();
    List<Publisher.Outgoing> ended = new ArrayList<>();
    Set<String> stillAbsent = new HashSet<>();
    for (KnownNotification alert : open) {
      Incident incident = alert.incident();
      if (firing.isPresent() && incident.source().equals("alertmanager")) {
        if (named.isEmpty() || named.get().contains(fingerprint(alert.id()))) {
          continue;
        }
        stillAbsent.add(alert.id());
        if (now - absentSince.computeIfAbsent(alert.id(), id -> now) >= absent.toMillis()) {
          ended.add(ended(alert, absentSince.get(alert.id()), "recovered"));
        }
      } else if (now - lastNamed(incident) >= silent.toMillis()) {
        ended.add(ended(alert, lastNamed(incident) + silent.toMillis(), "expired"));
      }
    }
    if (named.isPresent()) {
      absentSince.keySet().retainAll(stillAbsent);
    }
    publisher.publish(ended);
  }

  /** The alerts that have not ended. */
  static List<KnownNotification> open(Notifications notifications) {
    // What is merged with another one may be shown as open though it has ended itself.
    return notifications
        .newestIds(
            Integer.MAX_VALUE,
            LiveRecord.NO_SEQUENCE,
            Visibility.EVERYTHING,
            incident -> incident.isOpen() && ID.matcher(incident.id()).matches())
        .stream()
        .flatMap(id -> notifications.find(id).stream())
        .filter(alert -> alert.incident().isOpen())
        .toList();
  }

  private Optional<Set<String>> ask() throws InterruptedException {
    if (firing.isEmpty()) {
      return Optional.empty();
    }
    try {
      Set<String> named = firing.get().fingerprints();
      if (failures.over()) {
        LOG.info("Alertmanager answers again");
      }
      return Optional.of(named);
    } catch (IOException e) {
      if (failures.happened() > 0) {
        LOG.warn(
            "Alertmanager does not say what fires, alerts whose end was lost stay open; check"
                + " alerts.alertmanager ({})",
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** A record of an earlier version does not say when it was named: it may have been just now. */
  private long lastNamed(Incident incident) {
    return incident.lastSeenAt() > incident.begin()
        ? incident.lastSeenAt()
        : Math.max(incident.begin(), startedAt);
  }

  private Publisher.Outgoing ended(KnownNotification alert, long at, String resolution) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(alert.state().json());
      json.put("state", "resolved");
      json.put("resolvedAt", Math.max(alert.incident().begin(), at));
      json.put("resolution", resolution);
      return new Publisher.Outgoing(topic, alert.id(), JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new IllegalStateException("the feed takes JSON objects only", e);
    }
  }

  /** The fingerprint in the id of an alert; empty for another id. */
  static String fingerprint(String id) {
    Matcher matcher = ID.matcher(id);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
