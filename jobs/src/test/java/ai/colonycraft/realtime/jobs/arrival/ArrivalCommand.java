package ai.colonycraft.realtime.jobs.arrival;

import ai.colonycraft.realtime.jobs.pipeline.RocksDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays many seeds of the arrival harness: {@code mvn test-compile exec:exec@arrival
 * -Darrival.args="FIRST COUNT TOGETHER BACKEND"}, by default 2,000 seeds from 1 on, 16 at a time,
 * with the state backend hashmap; the other is rocksdb. Prints each seed that came out wrong, and
 * each that is not judged since the machine was too slow for it; {@code "FIRST TOGETHER TOGETHER"}
 * repeats the round of one.
 *
 * <p>All settings of the job have their defaults. Of Flink's settings, one round in ten has the
 * shipped ones, and the others Flink's own buffer timeout of 100 ms, as a client without the
 * shipped configuration has: idle jobs then take half of the CPU. A round with the shipped ones
 * plays half as many seeds.
 */
public final class ArrivalCommand {

  private static final int SHIPPED_EVERY = 10;

  private ArrivalCommand() {}

  /** Exits with 1 if a seed came out wrong. */
  public static void main(String[] args) throws Exception {
    long first = args.length > 0 ? Long.parseLong(args[0]) : 1;
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    int together = args.length > 2 ? Integer.parseInt(args[2]) : 16;
    Map<String, String> backend =
        args.length > 3 && args[3].equals("rocksdb") ? RocksDb.SETTINGS : Map.of();
    List<String> wrong = new ArrayList<>();
    int notJudged = 0;
    int round = 0;
    long begin = System.nanoTime();
    for (int done = 0; done < count; ) {
      Map<String, String> settings = new HashMap<>(backend);
      boolean shipped = ++round % SHIPPED_EVERY == 0;
      if (!shipped) {
        settings.putAll(Round.FLINKS_OWN);
      }
      int size = Math.min(shipped ? (together + 1) / 2 : together, count - done);
      Round played = new Round(first + done, size, settings);
      List<String> of = played.play();
      of.forEach(System.out::println);
      played.notJudged().forEach(seed -> System.out.println("not judged: " + seed));
      wrong.addAll(of);
      notJudged += played.notJudged().size();
      done += size;
      System.out.printf(
          "%,d of %,d seeds, %d wrong, %d not judged, %d s%n",
          done,
          count,
          wrong.size(),
          notJudged,
          Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }
    System.exit(wrong.isEmpty() ? 0 : 1);
  }
}
