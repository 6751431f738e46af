package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.metrics.Prometheus;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Incidents as series of Prometheus, so that Grafana lists and marks the same ones as the pages:
 * {@code incident_begin_timestamp_seconds} of those that are open, {@code
 * incident_end_timestamp_seconds} of those that ended within {@link #ENDED}, and {@code
 * incidents_open} by severity. An incident that is shown within another one has no series.
 */
public final class IncidentSeries {

  /** How long an end has a series. */
  static final Duration ENDED = Duration.ofMinutes(15);

  /** Series of each of the first two metrics: the worst incidents, of those the newest. */
  static final int MOST = 100;

  private static final int LONGEST_LABEL = 200;
  private static final List<String> SEVERITIES = List.of("critical", "warning");

  private static final Comparator<Incident> WORST_FIRST =
      Comparator.<Incident>comparingInt(one -> SEVERITIES.indexOf(one.type()))
          .thenComparing(Comparator.comparingLong(Incident::begin).reversed());

  private final Notifications notifications;
  private final Clock clock;

  /** Takes what is known. */
  public IncidentSeries(Notifications notifications, Clock clock) {
    this.notifications = notifications;
    this.clock = clock;
  }

  /** Adds the metrics, which are read at each scrape. */
  public void register(Prometheus prometheus) {
    prometheus
        .gauge(
            "incident_begin_timestamp_seconds",
            "When an incident that is open began, seconds since the epoch",
            List.of("id", "severity", "title", "service", "region", "state"),
            sample ->
                worst(Incident::isOpen)
                    .forEach(open -> sample.take(open.begin() / 1e3, labels(open, stateOf(open)))))
        .gauge(
            "incident_end_timestamp_seconds",
            "When an incident of the last 15 minutes ended, seconds since the epoch",
            List.of("id", "severity", "title", "service", "region"),
            sample -> {
              long since = clock.millis() - ENDED.toMillis();
              worst(one -> one.resolvedAt().filter(end -> end > since).isPresent())
                  .forEach(
                      ended -> sample.take(ended.resolvedAt().orElseThrow() / 1e3, labels(ended)));
            })
        .gauge(
            "incidents_open",
            "Incidents that have begun and not ended",
            List.of("severity"),
            sample -> {
              for (String severity : SEVERITIES) {
                sample.take(
                    notifications.board(Visibility.EVERYTHING).shown().stream()
                        .filter(one -> one.isOpen() && one.type().equals(severity))
                        .count(),
                    severity);
              }
            });
  }

  private List<Incident> worst(Predicate<Incident> which) {
    return notifications.board(Visibility.EVERYTHING).shown().stream()
        .filter(which)
        .sorted(WORST_FIRST)
        .limit(MOST)
        .toList();
  }

  private String stateOf(Incident open) {
    return notifications.find(open.id()).map(OpenState::of).map(OpenState::word).orElse("");
  }

  private static String[] labels(Incident incident, String... more) {
    Stream<String> own =
        Stream.of(
            incident.id(),
            incident.type(),
            incident.title(),
            Optional.ofNullable(incident.context().get("service")).orElse(""),
            Optional.ofNullable(incident.context().get("region")).orElse(""));
    return Stream.concat(own.map(text -> Text.cut(text, LONGEST_LABEL)), Stream.of(more))
        .toArray(String[]::new);
  }
}
