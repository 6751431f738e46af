package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.cluster.RecordedDay.Sending;
import ai.colonycraft.realtime.jobs.pipeline.Outcome;
import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Lives the recorded day again and again on one cluster, something being done to it each time, and
 * compares every figure after each. The jobs are not started anew between drills: what one broke,
 * the next would see.
 */
final class Drills {

  /** What is done to the cluster while events flow; may take its time. */
  interface Blow {
    void strike() throws Exception;
  }

  /** For events that do it all themselves. */
  static final Blow NOTHING = () -> {};

  /** Events a second: a day within half a minute. */
  private static final int USUAL_RATE = 700;

  /** The same rate all the time. */
  static final IntUnaryOperator USUAL = sent -> USUAL_RATE;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final RecordedDay day = new RecordedDay();
  private final RecordedServices services = new RecordedServices(day);
  private final HealthFigures health;
  private final DrillTable table;
  private int rounds;

  Drills(Cluster cluster, DrillTable table) {
    this.cluster = cluster;
    this.table = table;
    this.health = new HealthFigures(services, cluster.flames);
  }

  /** The recorded day of the round that comes next. */
  List<Sending> nextRound() {
    return day.round(rounds);
  }

  /** So slow in the second half that events still flow when much time has passed. */
  IntUnaryOperator slowerFromHalf() {
    return sent -> sent < half() ? USUAL_RATE : USUAL_RATE / 6;
  }

  /** Ten times the usual rate in the second half. */
  IntUnaryOperator burstFromHalf() {
    return sent -> sent < half() ? USUAL_RATE : USUAL_RATE * 10;
  }

  private int half() {
    return day.size() / 2;
  }

  /** Lives a day, strikes in the middle of it, and compares. */
  void drill(String name, Blow blow) throws Exception {
    drill(name, nextRound(), USUAL, blow);
  }

  /**
   * Lives a day, strikes in the middle of it, and compares.
   *
   * @param events of the next round, in the order in which they are sent
   * @param rate events a second, by how many are sent
   */
  void drill(String name, List<Sending> events, IntUnaryOperator rate, Blow blow) throws Exception {
    int round = rounds++;
    cluster.feeder.start(events, services.round(round), rate);
    cluster.feeder.awaitSent(half());
    long begin = System.nanoTime();
    blow.strike();

    cluster.feeder.awaitEnd();
    await("events counted", () -> typesAtThePage().equals(expectedTypes()));
    Duration silence = cluster.page.longestSilence(begin);
    cluster.feeder.clock(day.afterRound(round));
    await("windows", () -> windows(round).equals(day.windows(round)));
    await("counts", () -> counts(round).equals(day.counts(round)));
    await("notifications", () -> notified(round).keySet().containsAll(day.notifications(round)));
    await("sessions", () -> sessions(cluster.scrape()) == rounds * day.sessions());
    await("windows of sessions", () -> sessionsOfWindows() == rounds * day.sessions());
    await("health", () -> health().off() == 0);
    cluster.awaitJobs();

    HealthFigures.Compared health = health();
    DrillTable.Row row = row(name, round, health.off(), silence);
    table.add(row);
    assertThat(health.published()).isEqualTo(health.expected());
    assertThat(row.faults()).as("%s: %s", name, row).isZero();
    assertThat(typesAtThePage()).isEqualTo(expectedTypes());
    assertThat(cluster.page.newest("llm_tokens_total")).isEqualTo(rounds * day.tokens());
    assertThat(typesAtTheReporter()).isEqualTo(expectedTypes());
    assertThat(windows(round)).isEqualTo(day.windows(round));
    assertThat(counts(round)).isEqualTo(day.counts(round));
    assertThat(sessions(cluster.scrape())).isEqualTo(rounds * day.sessions());
    assertThat(sessionsOfWindows()).isEqualTo(rounds * day.sessions());
    Map<String, Long> late = cluster.scrape().by("events_late_total", "topic");
    assertThat(late.values()).as("late events by topic: %s", late).allMatch(count -> count == 0);
    Awaitility.await().atMost(Patience.FIGURES).untilAsserted(this::assertConservation);
  }

  /**
   * No event is late, so every one is in a finished window but those that closed the others; and
   * the correlation job has read what the jobs that own the topics have counted.
   */
  private void assertConservation() {
    Map<String, Long> open =
        Map.of(
            "user-activity", (long) RecordedDay.PARTITIONS,
            "service-events", (long) RecordedDay.PARTITIONS);
    Scrape scrape = cluster.scrape();
    Map<String, Long> accepted =
        Map.of(
            "user-activity", (long) scrape.sum("user_activity_events_total"),
            "service-events", (long) scrape.sum("service_events_total"),
            "client-reports", (long) scrape.sum("client_reports_total"));
    Map<String, Long> windowed = scrape.by("events_in_windows_total", "topic");
    open.forEach(
        (topic, events) ->
            assertThat(accepted.get(topic) - windowed.getOrDefault(topic, 0L))
                .as("%s: events in no finished window", topic)
                .isEqualTo(events));
    assertThat(scrape.by("cep_events_total", "topic"))
        .as("events that the correlation job has read")
        .isEqualTo(accepted);
  }

  /** Waits until a window is published that began after a time. */
  void awaitWindowAfter(long time) {
    Awaitility.await("a window that began later")
        .atMost(Patience.FIGURES)
        .until(
            () ->
                cluster.windows.windows().values().stream()
                    .anyMatch(window -> window.get("start").asLong() > time));
  }

  /** Waits; what is still missing then, the comparison that follows shows. */
  private static void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(Patience.FIGURES)
          .pollInterval(Duration.ofMillis(200))
          .until(condition);
    } catch (ConditionTimeoutException e) {
      System.out.println(e.getMessage());
    }
  }

  private HealthFigures.Compared health() throws IOException {
    return health.compare(cluster.scrape(), cluster.page, rounds);
  }

  private Map<String, Long> expectedTypes() {
    Map<String, Long> types = new HashMap<>(day.byType());
    types.replaceAll((type, count) -> count * rounds);
    return types;
  }

  private Map<String, Long> typesAtThePage() {
    Map<String, Long> types = new HashMap<>();
    for (String type : day.byType().keySet()) {
      types.put(type, (long) cluster.page.newest("user_activity_events_total", "type", type));
    }
    return types;
  }

  private Map<String, Long> typesAtTheReporter() {
    Map<String, Long> types = cluster.scrape().by("user_activity_events_total", "type");
    types.remove("clock");
    return types;
  }

  private static long sessions(Scrape scrape) {
    Map<String, Long> sessions = scrape.by("session_duration_minutes_count", "platform");
    sessions.remove("clock");
    return sessions.values().stream().mapToLong(n -> n).sum();
  }

  /** All sessions of all windows, each as it was published last. */
  private long sessionsOfWindows() throws IOException {
    long sessions = 0;
    for (Map.Entry<String, JsonNode> window : cluster.windows.windows().entrySet()) {
      if (window.getKey().startsWith("sessions@")) {
        for (Map.Entry<String, JsonNode> of :
            window.getValue().at("/sessionsBy/platform").properties()) {
          sessions += of.getKey().equals("clock") ? 0 : of.getValue().get("+Inf").asLong();
        }
      }
    }
    return sessions;
  }

  /** The windows of a round as a reader of the topic has them, in the form of the expected ones. */
  private List<JsonNode> windows(int round) throws IOException {
    List<JsonNode> expected = day.windows(round);
    JsonNode published = Outcome.summaries(windowsOf(round), Long.MAX_VALUE);
    // Through text: a number is the same however wide it was.
    List<JsonNode> windows = new ArrayList<>();
    JSON.readTree(JSON.writeValueAsString(published)).forEach(windows::add);
    assertThat(expected).isNotEmpty();
    return windows;
  }

  private Map<String, JsonNode> windowsOf(int round) throws IOException {
    List<JsonNode> expected = day.windows(round);
    long first = expected.get(0).get("start").asLong();
    long last = expected.get(expected.size() - 1).get("start").asLong();
    return cluster.windows.windows().entrySet().stream()
        .filter(window -> window.getValue().get("start").asLong() >= first)
        .filter(window -> window.getValue().get("start").asLong() <= last)
        .filter(window -> !window.getKey().startsWith("sessions@"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** How often the page received each notification of a round. */
  private Map<String, Integer> notified(int round) {
    return cluster.page.notified().entrySet().stream()
        .filter(published -> published.getKey().contains("/r" + round + "-"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Events by window of each user, colony and agent, and of all, as they were published last. */
  private Map<String, Long> counts(int round) throws IOException {
    return windowsOf(round).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                window ->
                    window
                        .getValue()
                        .get(window.getKey().startsWith("summary") ? "events" : "count")
                        .asLong()));
  }

  private DrillTable.Row row(String name, int round, long healthOff, Duration silence)
      throws IOException {
    Map<String, Long> expected = day.counts(round);
    long lost = 0;
    long twice = 0;
    Map<String, Long> counts = counts(round);
    for (Map.Entry<String, Long> window : expected.entrySet()) {
      long count = counts.getOrDefault(window.getKey(), 0L);
      lost += window.getKey().startsWith("summary") ? Math.max(0, window.getValue() - count) : 0;
      twice += count > window.getValue() ? 1 : 0;
    }
    twice += counts.keySet().stream().filter(window -> !expected.containsKey(window)).count();
    Map<String, Integer> notified = notified(round);
    return new DrillTable.Row(
        name,
        lost,
        twice,
        day.notifications(round).stream().filter(id -> !notified.containsKey(id)).count(),
        notified.values().stream().filter(times -> times > 1).count()
            + notified.keySet().stream()
                .filter(id -> !day.notifications(round).contains(id))
                .count(),
        notified.size(),
        healthOff,
        silence);
  }
}
