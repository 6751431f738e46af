package ai.colonycraft.realtime.push.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes what a format reads out of one body, up to a bound, and counts what is refused. For one
 * thread.
 */
final class EventCollector {

  /** The jobs refuse an event with an earlier or later time. */
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  private static final Duration AHEAD = Duration.ofHours(1);

  private final int most;
  private final Clock clock;
  private final List<ServiceEvent> events = new ArrayList<>();
  private int taken;
  private int refused;
  private String firstRefusal = "";

  /**
   * An empty one.
   *
   * @param most spans that are taken
   */
  EventCollector(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /** How many more spans are taken. */
  int room() {
    return most - taken;
  }

  /** Takes the events of one span, or refuses it. */
  void add(OtlpSpan span, Attributes resource) {
    if (room() == 0) {
      refuseOneTooMany();
      return;
    }
    String problem = span.problem(EARLIEST, clock.millis() + AHEAD.toMillis());
    if (problem != null) {
      refuse(problem);
      return;
    }
    taken++;
    SpanEvents.of(span, resource, events::add);
  }

  /** Refuses a span for which there is no room. */
  void refuseOneTooMany() {
    refuse("at most %d spans of a request are taken".formatted(most));
  }

  private void refuse(String why) {
    if (refused++ == 0) {
      firstRefusal = why;
    }
  }

  List<ServiceEvent> events() {
    return events;
  }

  /** Spans whose events were taken. */
  int taken() {
    return taken;
  }

  /** Spans that were refused. */
  int refused() {
    return refused;
  }

  /** Why the first of them was; empty if none was. */
  String firstRefusal() {
    return firstRefusal;
  }
}
