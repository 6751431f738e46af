package ai.colonycraft.realtime.jobs.source;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Plays many seeds of {@link EventTimeSimulation}: {@code mvn test-compile exec:exec@event-time
 * -Devent-time.args="FIRST COUNT"}, by default 100,000 seeds from 1 on. Prints each seed that came
 * out wrong; {@code "SEED 1"} plays it again.
 */
public final class EventTimeCommand {

  private static final long PROGRESS_EVERY = 10_000;

  private EventTimeCommand() {}

  /** Exits with 1 if a seed came out wrong. */
  public static void main(String[] args) {
    long first = args.length > 0 ? Long.parseLong(args[0]) : 1;
    long count = args.length > 1 ? Long.parseLong(args[1]) : 100_000;
    long begin = System.nanoTime();
    AtomicLong done = new AtomicLong();
    Queue<Long> wrong = new ConcurrentLinkedQueue<>();
    LongStream.range(first, first + count)
        .parallel()
        .forEach(
            seed -> {
              String difference = new EventTimeSimulation(seed).play();
              if (!difference.isEmpty()) {
                wrong.add(seed);
                System.out.println(difference);
              }
              long played = done.incrementAndGet();
              if (played % PROGRESS_EVERY == 0 || played == count) {
                System.out.printf(
                    "%,d of %,d seeds, %d wrong, %d s%n",
                    played,
                    count,
                    wrong.size(),
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
              }
            });
    System.exit(wrong.isEmpty() ? 0 : 1);
  }
}
