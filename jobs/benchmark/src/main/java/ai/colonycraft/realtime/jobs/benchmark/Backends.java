package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.jobs.benchmark.BackendWorker.Backend;
import ai.colonycraft.realtime.jobs.benchmark.RunningJob.Taken;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The user-activity job on both state backends, by turns, on the same input: speed, CPU, heap, the
 * size of a whole checkpoint, and what a checkpoint writes after ten seconds of events. The broker
 * is in this process, each backend in one of its own. Prints medians of the rounds.
 */
public final class Backends {

  private static final String USAGE = "The user-activity job on both state backends, by turns.";
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1_000, 20_000_000, 100_000, "users, and as many colonies");
  private static final Setting<Integer> EVENTS =
      Setting.wholeNumber("events", 10_000, 100_000_000, 2_400_000, "events of a round, at least");
  private static final Setting<Integer> ROUNDS =
      Setting.wholeNumber("rounds", 1, 99, 3, "rounds of each backend, after one that is cold");

  private static final int PARALLELISM = 2;
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(10);
  private static final double MIB = 1 << 20;

  /** One round of one backend. */
  private record Round(Taken taken, long events, long written) {

    double rate() {
      return events * 1e9 / taken.nanos();
    }

    double cpuMicros() {
      return taken.cpuNanos() / 1e3 / events;
    }
  }

  private Backends() {}

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(
        args,
        USAGE,
        List.of(USERS, EVENTS, ROUNDS),
        read -> {
          int users = read.get(USERS);
          run(new GrowthCase(users, users, PARALLELISM), read.get(EVENTS), read.get(ROUNDS));
        });
  }

  private static void run(GrowthCase size, int events, int rounds) throws Exception {
    Map<Backend, Round[]> measured = new EnumMap<>(Backend.class);
    Map<Backend, BackendWorker> workers = new EnumMap<>(Backend.class);
    try {
      for (Backend backend : Backend.values()) {
        workers.put(backend, BackendWorker.start(backend, PARALLELISM));
        measured.put(backend, new Round[rounds]);
      }
      for (int round = -1; round < rounds; round++) {
        for (Backend backend : Backend.values()) {
          Round one = round(workers.get(backend), size, events);
          System.err.printf(
              Locale.ROOT, "round %d, %s: %,.0f events/s%n", round + 1, backend, one.rate());
          if (round >= 0) {
            measured.get(backend)[round] = one;
          }
        }
      }
    } finally {
      workers.values().forEach(BackendWorker::close);
    }
    print(measured);
  }

  /** Each round has its own broker, so that no backend finds the other's output in it. */
  private static Round round(BackendWorker worker, GrowthCase size, int events) throws Exception {
    try (RunDirectory runDirectory = RunDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0)) {
      String brokers = kafka.bootstrapServers();
      Topics.create(brokers, PARALLELISM);
      Duration length = size.length(events);
      GrowthInput input = new GrowthInput(size);
      long sent = input.fill(brokers, length);
      Taken taken = worker.run(brokers, PARALLELISM, sent);
      worker.checkpoint(sent);
      long more = input.fill(brokers, length, BETWEEN_CHECKPOINTS);
      long written = worker.checkpoint(sent + more);
      worker.end();
      return new Round(taken, sent, written);
    }
  }

  private static void print(Map<Backend, Round[]> measured) {
    System.out.println(
        "| backend | events/s | ratio | CPU µs an event | ratio | heap MiB | whole checkpoint MiB |"
            + " written after 10 s of events, MiB |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|");
    Round[] heap = measured.get(Backend.HASHMAP);
    measured.forEach(
        (backend, rounds) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %,.0f | %,.1f | %,.1f |%n",
                backend.name().toLowerCase(Locale.ROOT),
                median(rounds, Round::rate),
                median(rounds, Round::rate) / median(heap, Round::rate),
                median(rounds, Round::cpuMicros),
                median(rounds, Round::cpuMicros) / median(heap, Round::cpuMicros),
                median(rounds, r -> r.taken().heapBytes() / MIB),
                median(rounds, r -> r.taken().checkpointBytes() / MIB),
                median(rounds, r -> r.written() / MIB)));
  }

  private static double median(Round[] rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = Arrays.stream(rounds).mapToDouble(figure).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
