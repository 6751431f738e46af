package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The state of one rule, and which records of it are published. Two records, since figures change
 * every few seconds and the explanation hardly ever: {@code rule/ID} and {@code figures/ID}. Not
 * thread-safe.
 */
final class RuleState {

  /** After so long, time that a rule took counts a third of what it did. */
  private static final double FADING_MILLIS = Duration.ofMinutes(1).toMillis();

  private final RuleDay day;

  /** Partial matches by subtask of the engine. */
  private final Map<Integer, Long> partial = new HashMap<>();

  /** Null after a deletion, and until the topic was read. */
  private RuleDescription description;

  private boolean suspended;
  private double nanos;

  /** Time since the last call of {@link #spend}. */
  private long nanosSince;

  /** Of what the last record of the description was made; null before it. */
  private Described published;

  private byte[] publishedFigures;

  private record Described(
      RuleDescription description, boolean suspended, String failure, long failedAt) {}

  RuleState(RuleDay day) {
    this.day = day;
  }

  RuleDay day() {
    return day;
  }

  boolean isDeleted() {
    return description == null;
  }

  /** The topic has another record of the rule. */
  void change(RuleUpdate update) {
    description = update.text() == null ? null : RuleDescription.of(update);
    suspended = false;
  }

  /** Takes what a subtask of the engine reported. */
  void take(RuleReport report, long now) {
    day.add(report.matches(), now);
    if (report.partial() >= 0) {
      partial.put(report.subtask(), report.partial());
    }
    nanosSince += report.nanos();
    // Every subtask knows what is suspended.
    if (report.subtask() == 0) {
      suspended = report.suspended();
    }
    if (!report.failure().isEmpty()) {
      day.failed(report.failure(), now);
    }
  }

  /**
   * Lets time pass for what the rule spends.
   *
   * @param passed milliseconds since the last call
   * @return nanoseconds that it spent, of which old ones count less
   */
  double spend(double passed) {
    nanos = nanos * Math.exp(-passed / FADING_MILLIS) + nanosSince;
    nanosSince = 0;
    return nanos;
  }

  /** Publishes what has changed; {@code all} is what all rules spend. */
  void publish(String topic, long now, double all, Consumer<Outbound> to) {
    day.at(now);
    if (isDeleted()) {
      for (String key : new String[] {"rule/", "figures/"}) {
        to.accept(new Outbound(topic, (key + day.rule).getBytes(StandardCharsets.UTF_8), null));
      }
      return;
    }
    // The record itself may have 100 KB, and is made only if it is another than the last.
    Described described = new Described(description, suspended, day.failure(), day.failedAt());
    if (!described.equals(published)) {
      published = described;
      to.accept(description.record(topic, suspended, day));
    }
    Outbound figures = figures(topic, all);
    if (!Arrays.equals(figures.value(), publishedFigures)) {
      publishedFigures = figures.value();
      to.accept(figures);
    }
  }

  private Outbound figures(String topic, double all) {
    return Outbound.json(
        topic,
        "figures/" + day.rule,
        json -> {
          json.writeStringField("rule", day.rule);
          json.writeNumberField("hour", day.hour());
          json.writeArrayFieldStart("matches");
          for (long count : day.matches()) {
            json.writeNumber(count);
          }
          json.writeEndArray();
          json.writeNumberField(
              "partialMatches", partial.values().stream().mapToLong(Long::longValue).sum());
          // In whole percent, so that noise is not published.
          json.writeNumberField("cpuShare", all == 0 ? 0 : Math.round(100 * nanos / all) / 100.0);
        });
  }
}
