package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a client may see: the one class that decides it, for WebSockets, event streams, requests and
 * replays alike. Immutable.
 *
 * <p>A pattern of fields names texts, and {@code *} stands for any. A record that lacks one of the
 * fields does not match.
 */
public final class Visibility {

  /** What a client sees whose token is not narrowed, and everybody where tokens are off. */
  public static final Visibility EVERYTHING =
      new Visibility(true, List.of(), List.of(), List.of(), Set.of());

  private static final String ANY = "*";

  private final boolean everything;
  private final List<Selector> series;
  private final List<Map<String, String>> activity;
  private final List<Map<String, String>> notifications;
  private final Set<String> flameGraphs;
  private final int hash;

  private Visibility(
      boolean everything,
      List<Selector> series,
      List<Map<String, String>> activity,
      List<Map<String, String>> notifications,
      Set<String> flameGraphs) {
    this.everything = everything;
    this.series = List.copyOf(series);
    this.activity = activity.stream().map(Map::copyOf).toList();
    this.notifications = notifications.stream().map(Map::copyOf).toList();
    this.flameGraphs = Set.copyOf(flameGraphs);
    this.hash =
        Objects.hash(everything, this.series, this.activity, this.notifications, this.flameGraphs);
  }

  /**
   * Only what one of the patterns matches.
   *
   * @param series of metrics
   * @param activity fields of activity lines, all of which must match; none match every line
   * @param notifications labels of notifications, see {@link Incident#label}, likewise
   * @param flameGraphs names of services, or {@code *} for every service and the graph of all
   */
  public static Visibility of(
      List<Selector> series,
      List<Map<String, String>> activity,
      List<Map<String, String>> notifications,
      Set<String> flameGraphs) {
    return new Visibility(false, series, activity, notifications, flameGraphs);
  }

  /** Whether nothing is hidden. */
  public boolean isEverything() {
    return everything;
  }

  /** The patterns of notifications; empty if nothing is hidden, and if every one is. */
  public List<Map<String, String>> notifications() {
    return notifications;
  }

  /** Whether an update or an activity line may be seen. */
  public boolean sees(Message message) {
    if (everything) {
      return true;
    }
    return message.fields() == null
        ? Selector.any(series, message)
        : matchesOne(activity, message.fields()::get);
  }

  /** Whether the series of a metric with these labels may be seen. */
  public boolean seesSeries(String metric, Map<String, String> labels) {
    return everything || series.stream().anyMatch(selector -> selector.matches(metric, labels));
  }

  /** Whether a notification, its changes and its acknowledgement may be seen. */
  public boolean sees(KnownNotification notification) {
    return sees(notification.incident());
  }

  /** Whether an incident may be seen. */
  public boolean sees(Incident incident) {
    return everything || matchesOne(notifications, incident::label);
  }

  /** Whether a silence may be seen, and made: if its labels say that it is about nothing else. */
  public boolean sees(Silence silence) {
    return everything
        || matchesOne(notifications, name -> Optional.ofNullable(silence.labels().get(name)));
  }

  /** Whether there can be a series of this metric that may be seen. */
  public boolean seesMetric(String name) {
    return everything || series.stream().anyMatch(selector -> selector.matchesMetric(name));
  }

  /** Whether there can be a series of this service that may be seen. */
  public boolean seesService(String service) {
    return everything
        || series.stream()
            .map(selector -> selector.labels().get("service"))
            .anyMatch(wanted -> service.equals(wanted) || ANY.equals(wanted));
  }

  /** Whether the flame graphs of a service may be seen; {@code *} is the graph of all. */
  public boolean seesFlameGraphs(String service) {
    return everything || flameGraphs.contains(service) || flameGraphs.contains(ANY);
  }

  private static boolean matchesOne(
      List<Map<String, String>> patterns, Function<String, Optional<String>> fields) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.entrySet().stream()
                    .allMatch(p -> fields.apply(p.getKey()).filter(is(p.getValue())).isPresent()));
  }

  private static Predicate<String> is(String wanted) {
    return found -> wanted.equals(ANY) || wanted.equals(found);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Visibility that
        && everything == that.everything
        && series.equals(that.series)
        && activity.equals(that.activity)
        && notifications.equals(that.notifications)
        && flameGraphs.equals(that.flameGraphs);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
