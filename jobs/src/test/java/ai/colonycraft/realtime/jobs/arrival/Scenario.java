package ai.colonycraft.realtime.jobs.arrival;

import ai.colonycraft.realtime.jobs.pipeline.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The input of one job and the restarts of that job, all drawn from a seed. Not thread-safe.
 *
 * <p>Events are made up, with times near the broker's, or they are recorded ones of long ago.
 * Made-up ones come from senders with right, fast and slow clocks, out of order by less than the
 * bound; some are so far ahead that they are refused.
 */
final class Scenario {

  static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\\s*(\\d+)");
  private static final List<String> RECORDED = Recorded.userActivity();
  private static final long[] RECORDED_AT =
      RECORDED.stream().mapToLong(Scenario::timestamp).toArray();
  private static final long MINUTE = 60_000;
  private static final long FAST = 8 * MINUTE;
  private static final long TOO_FAST = 120 * MINUTE;
  private static final long TOO_SLOW = 25 * MINUTE;

  /** All partitions at once, instead of one before the others. */
  static final int ALL = -1;

  /** An event, and where it is sent. */
  record Sent(int partition, String event) {}

  final long seed;
  final int partitions;
  private final Random random;
  private final boolean recorded;
  private final boolean fastSender;
  private final boolean slowSender;
  private final int busyPartitions;
  private final int stopBefore;
  private final int startAfter;
  private final boolean checkpointBeforeStop;
  private long newest;
  private long recordedUntil = Long.MIN_VALUE;

  Scenario(long seed, int phases) {
    this.seed = seed;
    this.random = new Random(seed);
    this.partitions = 1 + random.nextInt(4);
    this.recorded = random.nextInt(3) == 0;
    this.fastSender = random.nextBoolean();
    this.slowSender = random.nextBoolean();
    this.busyPartitions = 1 + random.nextInt(partitions);
    boolean restarts = random.nextInt(3) > 0;
    this.stopBefore = restarts ? 1 + random.nextInt(phases - 1) : Integer.MAX_VALUE;
    this.startAfter = restarts ? stopBefore + random.nextInt(phases - stopBefore) : -1;
    this.checkpointBeforeStop = random.nextBoolean();
  }

  /** The name of the job, which is also its consumer group. */
  String name() {
    return "arrival-" + seed;
  }

  /** The topic that the job reads. */
  String input() {
    return "input-" + seed;
  }

  /** The topic to which the job writes its windows. */
  String windows() {
    return "windows-" + seed;
  }

  /** The parallelism of the next start; it may differ from the last. */
  int parallelism() {
    return 1 << random.nextInt(3);
  }

  boolean stopsBefore(int phase) {
    return phase == stopBefore;
  }

  boolean startsAfter(int phase) {
    return phase == startAfter;
  }

  /** Whether a checkpoint is made right before the job is stopped; else it reads some again. */
  boolean checkpointBeforeStop() {
    return checkpointBeforeStop;
  }

  /** How long the sender pauses after a phase. */
  Duration pause() {
    return Duration.ofMillis(100 + random.nextInt(900));
  }

  /**
   * The partition that speaks before the others after a silence or an outage, or {@link #ALL}.
   *
   * @param events of the phase
   */
  int firstToSpeak(List<Sent> events) {
    return events.isEmpty() || random.nextBoolean()
        ? ALL
        : events.get(random.nextInt(events.size())).partition();
  }

  /**
   * The events of a phase, in the order in which they are sent.
   *
   * @param from the broker's time at the phase before, epoch milliseconds
   * @param to the broker's time now
   */
  List<Sent> events(long from, long to) {
    return recorded ? recordedEvents() : madeUp(from, to);
  }

  private List<Sent> madeUp(long from, long to) {
    List<Sent> sent = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      boolean busy = partition < busyPartitions;
      if (busy ? random.nextInt(6) == 0 : random.nextInt(4) > 0) {
        continue;
      }
      int count = 1 + random.nextInt(busy ? 60 : 5);
      boolean spoke = false;
      for (int i = 0; i < count; i++) {
        long onTime = from + (to - from) * (i + 1) / count;
        long timestamp = onTime - random.nextInt(4_000);
        if (fastSender && random.nextInt(40) == 0) {
          timestamp = onTime + FAST;
        } else if (fastSender && random.nextInt(60) == 0) {
          // Refused, whenever the job reads it.
          sent.add(new Sent(partition, event(to + TOO_FAST)));
          continue;
        } else if (slowSender && spoke && random.nextInt(25) == 0) {
          timestamp = onTime - (random.nextBoolean() ? TOO_SLOW : 5_000);
        }
        spoke = true;
        newest = Math.max(newest, timestamp);
        sent.add(new Sent(partition, event(timestamp)));
      }
    }
    return sent;
  }

  private String event(long timestamp) {
    int user = random.nextInt(30);
    String colony =
        random.nextInt(3) == 0 ? "" : ",\"colonyId\":\"c-%d\"".formatted(random.nextInt(8));
    return "{\"type\":\"agent_action\",\"timestamp\":%d,\"userId\":\"u-%d\"%s%s}"
        .formatted(timestamp, user, colony, agent(user));
  }

  /** Some users have an agent, which spends tokens; colonies have agents of the same ids. */
  static String agent(int user) {
    return user % 3 == 0 ? "" : ",\"agentId\":\"a-%d\",\"tokens\":%d".formatted(user % 4, user);
  }

  private List<Sent> recordedEvents() {
    long length = (5 + random.nextInt(60)) * MINUTE;
    List<Sent> sent = new ArrayList<>();
    long begin = recordedUntil;
    for (int i = 0; i < RECORDED_AT.length; i++) {
      String line = RECORDED.get(i);
      long timestamp = RECORDED_AT[i];
      if (begin == Long.MIN_VALUE) {
        begin = timestamp;
        recordedUntil = begin;
      }
      if (timestamp >= begin && timestamp < begin + length) {
        newest = Math.max(newest, timestamp);
        sent.add(new Sent(Math.floorMod(line.hashCode() * 31, partitions), line));
      }
    }
    recordedUntil = begin + length;
    return sent;
  }

  /** The time of a recorded event. */
  static long timestamp(String line) {
    Matcher matcher = TIMESTAMP.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("no timestamp in " + line);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** A time after which every window of the events is over. */
  long end() {
    return newest + 60 * MINUTE;
  }

  /** One event a partition at {@link #end}, which finishes all windows before it. */
  List<Sent> last() {
    List<Sent> sent = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      sent.add(
          new Sent(
              partition,
              "{\"type\":\"clock\",\"timestamp\":%d,\"userId\":\"clock-%d\"}"
                  .formatted(end(), partition)));
    }
    return sent;
  }

  @Override
  public String toString() {
    return "seed %d: %s events, %d partitions (%d busy)%s%s%s"
        .formatted(
            seed,
            recorded ? "recorded" : "made-up",
            partitions,
            busyPartitions,
            fastSender ? ", fast sender" : "",
            slowSender ? ", slow sender" : "",
            startAfter < 0
                ? ""
                : ", stopped before phase %d, started after %d".formatted(stopBefore, startAfter));
  }
}
