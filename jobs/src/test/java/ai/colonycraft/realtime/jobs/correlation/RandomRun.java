package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A run of the engine, drawn from a seed: events with ties and disorder, watermarks that advance by
 * little or by much, restarts with another parallelism, and changes of the rules.
 *
 * @param arrived the events, in the order of their arrival
 * @param changes event times at which each rule was changed, by its id
 * @param published what the engine emitted
 */
record RandomRun(List<Event> arrived, Map<String, List<Long>> changes, List<Outbound> published) {

  private static final long T0 = 1_750_000_000_000L;

  /** Draws an event of a user. */
  @FunctionalInterface
  interface Events {
    Event draw(int number, long time, Random random);
  }

  /**
   * How fast event time goes.
   *
   * @param events of the run, at least
   * @param step between two events, milliseconds, up to twice that
   * @param pause before the watermark, milliseconds
   * @param longPause one in {@code longPauseOneIn} takes up to that, milliseconds
   */
  record Pace(int events, int step, int pause, int longPause, int longPauseOneIn) {}

  /** Twenty seeds, or one of one's own with {@code -Ddifferential.seed=…}. */
  static LongStream seeds() {
    Long own = Long.getLong("differential.seed");
    return own == null ? LongStream.rangeClosed(1, 20) : LongStream.of(own);
  }

  /**
   * Plays a run, after which the engine must have kept nothing.
   *
   * @param rules texts by id
   * @param ids of the rules, in an order that does not change
   */
  static RandomRun play(
      long seed,
      RuleBroker broker,
      Map<String, String> rules,
      List<String> ids,
      Pace pace,
      Events events)
      throws Exception {
    Random random = new Random(seed);
    List<Event> arrived = new ArrayList<>();
    Map<String, List<Long>> changes = new HashMap<>();
    ids.forEach(rule -> changes.put(rule, new ArrayList<>()));
    try (EngineSubtasks engine = new EngineSubtasks(broker.topic(rules))) {
      long time = T0;
      int offset = 100;
      while (arrived.size() < pace.events()) {
        long watermark = time;
        for (int n = random.nextInt(8); n > 0; n--) {
          time += random.nextInt(3) * pace.step();
          long late = watermark + 1 + random.nextLong(time - watermark + 1);
          Event event =
              events.draw(arrived.size(), random.nextInt(4) == 0 ? late : time + 1, random);
          arrived.add(event);
          String user = event.text(Field.USER_ID);
          engine.event(new Routed(Key.USER_ID, user, EngineHarness.TOPIC, event));
        }
        boolean isLong = random.nextInt(pace.longPauseOneIn()) == 0;
        time += 1 + random.nextInt(isLong ? pace.longPause() : pace.pause());
        engine.time(time);
        if (random.nextInt(15) == 0) {
          String rule = ids.get(random.nextInt(ids.size()));
          String text = rules.get(rule).replaceFirst("key", "description: d" + offset + ", key");
          engine.rule(new RuleUpdate(rule, text, offset++));
          changes.get(rule).add(time);
        }
        if (random.nextInt(15) == 0) {
          engine.restart(1 + random.nextInt(3));
        }
      }
      engine.time(time + 3_600_000);
      assertThat(engine.left()).as("timers and states").isZero();
      return new RandomRun(arrived, changes, engine.published());
    }
  }
}
