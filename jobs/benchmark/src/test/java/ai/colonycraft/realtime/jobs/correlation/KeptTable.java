package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.correlation.EngineHarness.Kept;
import java.time.Duration;

/**
 * What the engine keeps over a while of event time, every five minutes, and after the last event.
 */
final class KeptTable {

  private static final int EVERY_MINUTES = 5;
  private static final int BAR = 40;

  private KeptTable() {}

  static String of(RuleTopic rules, RulesBenchmarkConfig config) throws Exception {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| minute | events | keys | waiting | partial matches | kept events | nodes | timers | |%n"
            .formatted());
    table.append("|---:|---:|---:|---:|---:|---:|---:|---:|---|%n".formatted());
    SimulatedEvents events = new SimulatedEvents(config.users(), config.rate());
    try (EngineHarness engine = new EngineHarness(rules)) {
      long time = SimulatedEvents.START;
      long sent = 0;
      int most = 1;
      for (int minute = EVERY_MINUTES; minute <= config.minutes(); minute += EVERY_MINUTES) {
        long until = SimulatedEvents.START + Duration.ofMinutes(minute).toMillis();
        for (; time < until; time += SimulatedEvents.STEP_MILLIS) {
          for (Event event : events.next()) {
            engine.event(event);
            sent++;
          }
          engine.time(time);
          engine.published();
        }
        most = Math.max(most, engine.kept().partial());
        table.append(row(Integer.toString(minute), sent, engine.kept(), most));
      }
      engine.time(time + Duration.ofHours(25).toMillis());
      table.append(row("a silent day later", sent, engine.kept(), most));
    }
    return table.toString();
  }

  private static String row(String minute, long sent, Kept kept, int most) {
    return "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %s |%n"
        .formatted(
            minute,
            sent,
            kept.keys(),
            kept.waiting(),
            kept.partial(),
            kept.events(),
            kept.nodes(),
            kept.timers(),
            "#".repeat(BAR * kept.partial() / most));
  }
}
