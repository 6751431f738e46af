package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.quickstart.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.quickstart.Workplace;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the user-activity job costs as it grows: events a second and CPU an event against its
 * parallelism, and against users and the colonies that they make.
 */
public final class Growth {

  private static final String USAGE =
      "What an event costs against parallelism, users and colonies; prints a table with bars.";
  private static final Setting<Integer> EVENTS =
      Setting.wholeNumber("events", 10_000, 100_000_000, 3_000_000, "records a round");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber("warm-up", 0, 9, 2, "rounds that do not count, before the one that does");

  private static final int[] USERS = {10_000, 100_000, 1_000_000};
  private static final int[] PARALLELISM = {1, 2, 4};
  private static final int USUAL_USERS = 100_000;
  private static final int USUAL_PARALLELISM = 2;

  /** Events a second of event time for each user: one in 12.5 s, as in the other benchmark. */
  private static final double RATE_OF_A_USER = 0.08;

  private static final double EVENTS_A_CHARACTER = 15_000;

  private Growth() {}

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) {
    List<Setting<?>> settings = List.of(EVENTS, WARM_UP);
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, settings));
      return;
    }
    try {
      Settings read = Settings.read(settings, args);
      System.out.printf(
          "%n| users | parallelism | events/s | CPU µs an event | events/s a core | |%n"
              + "|---:|---:|---:|---:|---:|---|%n");
      for (int users : USERS) {
        measure(users, read.get(EVENTS), read.get(WARM_UP));
      }
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  private static void measure(int users, int events, int warmUp) {
    BenchmarkConfig config =
        new BenchmarkConfig(
            events,
            users,
            (int) (users * RATE_OF_A_USER),
            USUAL_PARALLELISM,
            4,
            warmUp,
            1,
            Contender.WHOLE);
    Contender job = Contender.named(Contender.WHOLE);
    try (Workplace workplace = Workplace.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(workplace.kafka(), 0)) {
      Topics.create(kafka.bootstrapServers(), config.partitions());
      RecordedInput.fill(kafka.bootstrapServers(), config, sent -> {});
      for (int parallelism : PARALLELISM) {
        if (users == USUAL_USERS || parallelism == USUAL_PARALLELISM) {
          try (Worker worker = Worker.start(job, kafka.bootstrapServers(), parallelism)) {
            for (int round = 0; round < warmUp; round++) {
              worker.run();
            }
            Duration before = worker.cpu();
            double seconds = worker.run().toNanos() / 1e9;
            double cpuMicros = worker.cpu().minus(before).toNanos() / 1e3 / events;
            print(users, parallelism, events / seconds, cpuMicros);
          }
        }
      }
    }
  }

  private static void print(int users, int parallelism, double rate, double cpuMicros) {
    double perCore = 1e6 / cpuMicros;
    System.out.printf(
        Locale.ROOT,
        "| %,d | %d | %,.0f | %.2f | %,.0f | %s |%n",
        users,
        parallelism,
        rate,
        cpuMicros,
        perCore,
        "█".repeat((int) Math.round(perCore / EVENTS_A_CHARACTER)));
  }
}
