package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.RefusedException;
import ai.colonycraft.realtime.jobs.quickstart.platform.PlatformEvent;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What happens on the simulated platform, of all three topics, parsed, in the order in which the
 * engine takes it: by time, then by id.
 */
final class SimulatedEvents {

  /** A weekday's noon, when the platform's day is neither its busiest nor its quietest. */
  static final long START = Instant.parse("2026-03-04T12:00:00Z").toEpochMilli();

  private static final long SEED = 1;

  /** How much happens at a time. */
  static final long STEP_MILLIS = 100;

  private final Simulator simulator;
  private final EventParser parser =
      new EventParser(Field.TYPE, List.of(Field.values()), true, EventParser.NO_CLOCK);
  private long now = START;

  /** Takes how many people there are, and events a second of event time. */
  SimulatedEvents(int users, double rate) {
    simulator = new Simulator(SEED, users, rate, START);
  }

  /** The events of the next moments; at most those of a tenth of a second. */
  List<Event> next() throws RefusedException {
    List<Event> events = new ArrayList<>();
    for (PlatformEvent each : simulator.next(now)) {
      events.add(parser.parse(each.value()));
    }
    now += STEP_MILLIS;
    events.sort(
        Comparator.comparingLong(Event::timestamp)
            .thenComparing(event -> event.text(Field.EVENT_ID)));
    return events;
  }

  /** The next so many events. */
  List<Event> next(int count) throws RefusedException {
    List<Event> events = new ArrayList<>(count + 1000);
    while (events.size() < count) {
      events.addAll(next());
    }
    return List.copyOf(events.subList(0, count));
  }

  /**
   * The next so many events, and one a day later: the end of an input is no silence, and so time
   * passes in the same way for all that take them.
   */
  List<Event> nextAndADay(int count) throws RefusedException {
    List<Event> events = new ArrayList<>(next(count));
    Object[] values = new Object[Field.values().length];
    long end = events.get(count - 1).timestamp() + Duration.ofDays(1).toMillis();
    values[Field.TYPE.ordinal()] = "end";
    values[Field.TIMESTAMP.ordinal()] = end;
    events.add(new Event(end, values, Map.of()));
    return List.copyOf(events);
  }
}
