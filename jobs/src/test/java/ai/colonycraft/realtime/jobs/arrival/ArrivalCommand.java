package ai.colonycraft.realtime.jobs.arrival;

import ai.colonycraft.realtime.jobs.pipeline.RocksDb;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays many seeds of the arrival harness: {@code mvn test-compile exec:exec@arrival
 * -Darrival.args="FIRST COUNT TOGETHER BACKEND"}, by default from seed 1 on until 2,000 are judged,
 * 14 in a round, with the state backend hashmap; the other is rocksdb. Two rounds are played at
 * once, each with a broker and a cluster of its own: a round sleeps for most of its time. Prints
 * each seed that came out wrong, and each that is not judged since the machine was too slow for it,
 * for which another is played; {@code "FIRST TOGETHER TOGETHER"} repeats the round of one.
 *
 * <p>All settings of the job have their defaults. Of Flink's settings, one round in ten has the
 * shipped ones and plays half as many seeds, one has Flink's own buffer timeout of 100 ms, and the
 * others send records at once: the threads that wait for a buffer timeout would take most of the
 * CPU.
 */
public final class ArrivalCommand {

  /** Which rounds of how many have which settings of Flink. */
  private static final int KINDS = 10;

  private static final int SHIPPED = 0;
  private static final int FLINKS_OWN = 5;
  private static final int ROUNDS_AT_ONCE = 2;

  /** A round begins with a load of starting jobs, which are not to start all at once. */
  private static final Duration APART = Duration.ofSeconds(30);

  private final int count;
  private final int together;
  private final Map<String, String> backend;
  private final long begin = System.nanoTime();
  private long next;
  private int rounds;
  private int open;
  private int right;
  private int wrong;
  private int notJudged;

  private ArrivalCommand(long first, int count, int together, Map<String, String> backend) {
    this.next = first;
    this.count = count;
    this.together = together;
    this.backend = backend;
  }

  /** Exits with 1 if a seed came out wrong. */
  public static void main(String[] args) throws Exception {
    ArrivalCommand command =
        new ArrivalCommand(
            args.length > 0 ? Long.parseLong(args[0]) : 1,
            args.length > 1 ? Integer.parseInt(args[1]) : 2_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 14,
            args.length > 3 && args[3].equals("rocksdb") ? RocksDb.SETTINGS : Map.of());
    System.exit(command.play() ? 0 : 1);
  }

  /** Whether no seed came out wrong. */
  private boolean play() throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(ROUNDS_AT_ONCE);
    CompletionService<Void> all = new ExecutorCompletionService<>(workers);
    for (int worker = 0; worker < ROUNDS_AT_ONCE; worker++) {
      Duration wait = APART.multipliedBy(worker);
      all.submit(
          () -> {
            Thread.sleep(wait.toMillis());
            return playRounds();
          });
    }
    workers.shutdown();
    try {
      for (int worker = 0; worker < ROUNDS_AT_ONCE; worker++) {
        // Of the one that ends first: a round that fails ends the command.
        all.take().get();
      }
    } finally {
      workers.shutdownNow();
    }
    return wrong == 0;
  }

  private Void playRounds() throws Exception {
    for (Round round = nextRound(); round != null; round = nextRound()) {
      report(round, round.play());
    }
    return null;
  }

  /** The round of the next seeds, or null when enough are judged or being played. */
  private synchronized Round nextRound() {
    int missing = count - right - wrong - open;
    if (missing <= 0) {
      return null;
    }
    Map<String, String> settings = new HashMap<>(backend);
    int kind = ++rounds % KINDS;
    boolean shipped = kind == SHIPPED;
    if (!shipped) {
      settings.putAll(kind == FLINKS_OWN ? Round.FLINKS_OWN : Round.SENT_AT_ONCE);
    }
    int size = Math.min(shipped ? (together + 1) / 2 : together, missing);
    Round round = new Round(next, size, settings);
    next += size;
    open += size;
    return round;
  }

  private synchronized void report(Round round, List<String> differences) {
    differences.forEach(System.out::println);
    round.notJudged().forEach(seed -> System.out.println("not judged: " + seed));
    open -= round.size();
    wrong += differences.size();
    notJudged += round.notJudged().size();
    right += round.size() - differences.size() - round.notJudged().size();
    System.out.printf(
        "%,d of %,d seeds right, %d wrong, %d not judged, %d s%n",
        right, count, wrong, notJudged, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
  }
}
