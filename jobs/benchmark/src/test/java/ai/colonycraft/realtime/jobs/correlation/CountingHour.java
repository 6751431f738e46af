package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.util.FileUtils;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Shows that what counting steps keep does not grow with time. The router and the rule engine, on
 * state on the heap, get an event a minute of each of a million keys for an hour of event time, for
 * a rule with a step that counts over ten minutes and one with a percentile over five. Every five
 * minutes a line says what the heap holds after a collection. Then nothing comes any more, and the
 * last line says what is left.
 */
public final class CountingHour {

  private static final long T0 = 1_750_000_000_000L;
  private static final int MINUTES = 60;
  private static final int SLICES = 60;
  private static final Map<String, String> RULES =
      Map.of(
          "many",
              """
              {id: many, key: userId, within: 10 min, severity: info,
               steps: [{name: it, type: a, count: {at least: 500}}],
               notification: {title: t, message: m}}
              """,
          "slow",
              """
              {id: slow, key: userId, within: 5 min, severity: info,
               steps: [{name: it, type: a, p95: {of: durationMs, above: 100000}}],
               notification: {title: t, message: m}}
              """);

  private CountingHour() {}

  /** Prints the table; takes the number of keys, a million by default. */
  public static void main(String[] args) throws Exception {
    Configurator.setRootLevel(Level.ERROR);
    int keys = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("counting-hour");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
        EngineHarness engine =
            new EngineHarness(RuleTopics.create(kafka.bootstrapServers(), "rules", RULES))) {
      play(engine, keys);
    } finally {
      FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
  }

  private static void play(EngineHarness engine, int keys) throws Exception {
    System.out.println("| minute | heap, MB | bytes a key | CPU µs an event |");
    System.out.println("|---:|---:|---:|---:|");
    long empty = CountingBenchmark.heap();
    long cpu = cpu();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int slice = 0; slice < SLICES; slice++) {
        long time = T0 + minute * 60_000L + slice * 1000L;
        for (int key = slice; key < keys; key += SLICES) {
          engine.event(event(key, time));
        }
        engine.time(time);
      }
      if (minute % 5 == 4) {
        double each = (cpu() - cpu) / 1e3 / 5 / keys;
        row(
            Integer.toString(minute + 1),
            CountingBenchmark.heap() - empty,
            keys,
            String.format("%.2f", each));
        cpu = cpu();
      }
    }
    engine.time(T0 + (MINUTES + 60) * 60_000L);
    row("an hour later", CountingBenchmark.heap() - empty, keys, "");
    System.out.println(engine.kept());
  }

  private static void row(String minute, long held, int keys, String cpu) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f | %s |%n",
        minute,
        held / 1e6,
        (double) held / keys,
        cpu);
  }

  private static Event event(int key, long time) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "a";
    values[Field.USER_ID.ordinal()] = "u" + key;
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.DURATION_MS.ordinal()] = (double) (key * 31L + time) % 5000;
    return new Event(time, values, Map.of());
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
