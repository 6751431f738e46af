package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/**
 * Plays what happens to the event time of a job, drawn from a seed, in simulated time: the
 * product's watermark service and readers run over simulated partitions, on one thread, so that a
 * seed takes milliseconds and does the same again.
 *
 * <p>Each message, question and step of a task takes a time of its own, on some machines seconds.
 * Senders keep to what the idle timeout asks of them: in a phase, a partition waits for its next
 * record for less than the timeout, and its senders come back from an outage in less than {@link
 * WatermarkCoordinator#AFTER_OUTAGE_MILLIS}. Then an event is late at the operator behind the
 * source exactly if it is late at its own partition. Not thread-safe.
 */
final class EventTimeSimulation {

  private static final long BEGIN = 1_750_000_000_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  /** The defaults of the product. */
  private static final Duration DISORDER = Duration.ofSeconds(10);

  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final WindowTime WINDOWS =
      WindowTime.of(Duration.ofMinutes(5), Duration.ofMinutes(1));

  /** The longest wait for the next record of a partition that is not idle. */
  private static final long PAUSE = IDLE.toMillis() - 100;

  private static final long COME_BACK = WatermarkCoordinator.AFTER_OUTAGE_MILLIS - 100;
  private static final int PHASES = 7;
  private static final List<Long> JUMPS =
      List.of(5 * SECOND, 40 * SECOND, 4 * MINUTE, 20 * MINUTE, 45 * MINUTE);

  private static final List<SimulatedTask.Machine> MACHINES =
      List.of(
          new SimulatedTask.Machine(20, 0, 1),
          new SimulatedTask.Machine(50, 5, 2_000),
          new SimulatedTask.Machine(200, 20, 4_000),
          new SimulatedTask.Machine(400, 60, 9_000));

  private final long seed;
  private final Random random;
  private final SimulatedTime time = new SimulatedTime(BEGIN);
  private final SimulatedTask.Machine machine;
  private final Map<TopicPartition, SimulatedPartition> partitions = new LinkedHashMap<>();
  private final List<String> topics = new ArrayList<>();
  private final boolean transactional;
  private final boolean fastSender;
  private final boolean slowSender;
  private final StringBuilder story = new StringBuilder();

  /** By how much the brokers' clock is ahead, so that hours pass in a moment. */
  private long ahead;

  private long newest = BEGIN;
  private long sendingUntil;

  private final SimulatedJob job;

  private enum Kind {
    FLOW,
    SILENCE,
    OUTAGE
  }

  EventTimeSimulation(long seed) {
    this.seed = seed;
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    machine = MACHINES.get(random.nextInt(MACHINES.size()));
    transactional = random.nextInt(4) == 0;
    fastSender = random.nextBoolean();
    slowSender = random.nextBoolean();
    int count = 1 + random.nextInt(2);
    for (int topic = 0; topic < count; topic++) {
      topics.add("topic-" + topic);
      int size = 1 + random.nextInt(4);
      for (int partition = 0; partition < size; partition++) {
        TopicPartition name = new TopicPartition(topics.get(topic), partition);
        partitions.put(name, new SimulatedPartition(name, EventTimeSimulation::isTooLate));
      }
    }
    job =
        new SimulatedJob(
            time, random, machine, topics, partitions, DISORDER, IDLE, new StoryOfSeed());
  }

  /** Is printed if the seed comes out wrong. */
  private final class StoryOfSeed implements SimulatedJob.Story {

    @Override
    public void tell(String what, Object... values) {
      EventTimeSimulation.this.tell(what, values);
    }

    @Override
    public void emitted(SimulatedTask.Seen event) {
      if (isTooLate(event) != partitions.get(event.partition()).late().get(event.offset())) {
        tell("%s offset %d is emitted wrongly", event.partition(), event.offset());
      }
    }

    @Override
    public void watermark(long watermark) {
      tell("the watermark is %d s behind the brokers' clock", (brokerTime() - watermark) / SECOND);
    }
  }

  private static boolean isTooLate(SimulatedTask.Seen event) {
    return WINDOWS.isTooLate(
        event.timestamp(), event.watermark(), event.progress(), DISORDER.toMillis());
  }

  private static boolean isTooLate(long timestamp, long progress) {
    return WINDOWS.isTooLate(timestamp, Long.MIN_VALUE, progress, DISORDER.toMillis());
  }

  /** Plays it; returns what came out wrong, and the story of it; empty if nothing did. */
  String play() {
    job.submit();
    for (int phase = 0; phase < PHASES; phase++) {
      play(phase);
    }
    String wrong = finish();
    return wrong.isEmpty() ? "" : "seed " + seed + ": " + wrong + "\n" + story;
  }

  private void play(int phase) {
    long from = brokerTime();
    ahead += JUMPS.get(random.nextInt(JUMPS.size()));
    Kind kind = phase == 0 ? Kind.FLOW : Kind.values()[random.nextInt(Kind.values().length)];
    List<SimulatedPartition> unreachable = new ArrayList<>();
    if (kind == Kind.SILENCE) {
      time.goOn(6_500 + random.nextInt(20_000));
    } else if (kind == Kind.OUTAGE) {
      boolean all = random.nextBoolean();
      partitions.values().stream()
          .filter(partition -> all || random.nextBoolean())
          .forEach(unreachable::add);
      unreachable.forEach(partition -> partition.away = true);
    }
    long to = brokerTime();
    long away = 1_000L + random.nextInt(30_000);
    tell("phase %d, %s, %d away for %d ms", phase, kind, unreachable.size(), away);
    long first = Long.MAX_VALUE;
    Map<SimulatedPartition, List<Long>> events = new LinkedHashMap<>();
    for (SimulatedPartition partition : partitions.values()) {
      List<Long> drawn = events(from, to);
      if (!drawn.isEmpty()) {
        events.put(partition, drawn);
      }
    }
    long begin = random.nextInt(500);
    for (Map.Entry<SimulatedPartition, List<Long>> of : events.entrySet()) {
      boolean wasAway = unreachable.contains(of.getKey());
      // An outage shorter than the idle timeout may fall between two questions.
      long start =
          wasAway
              ? away + random.nextInt((int) (away < PAUSE ? PAUSE - away : COME_BACK))
              : begin + (first == Long.MAX_VALUE ? 0 : random.nextInt((int) PAUSE));
      if (!wasAway) {
        first = Math.min(first, start);
      }
      send(of.getKey(), of.getValue(), start);
    }
    if (!unreachable.isEmpty()) {
      time.after(away, () -> unreachable.forEach(partition -> partition.away = false));
      sendingUntil = Math.max(sendingUntil, time.now() + away);
    }
    if (random.nextInt(4) == 0) {
      boolean inOutage = kind == Kind.OUTAGE && random.nextBoolean();
      time.after(
          inOutage ? 0 : random.nextInt(15_000),
          () -> freeze(inOutage ? (int) away : random.nextInt(12_000)));
    }
    if (random.nextInt(3) == 0) {
      boolean stops = random.nextInt(3) == 0;
      time.after(random.nextInt(15_000), () -> restart(stops));
    }
    time.goOn(Math.max(0, sendingUntil - time.now()) + 100 + random.nextInt(900));
  }

  /** Stops the job for a while, or lets its tasks fail. */
  private void restart(boolean stops) {
    if (job.isStopped()) {
      return;
    }
    if (!stops) {
      job.failover();
      return;
    }
    job.stop();
    int down = random.nextInt(20_000);
    time.after(down, job::submit);
    sendingUntil = Math.max(sendingUntil, time.now() + down);
  }

  /** The machines of the job stand still, those of the brokers don't. */
  private void freeze(int millis) {
    tell("nothing of the job runs for %d ms", millis);
    time.skip(millis);
  }

  private List<Long> events(long from, long to) {
    List<Long> events = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      return events;
    }
    int count = 1 + random.nextInt(random.nextBoolean() ? 60 : 4);
    boolean spoke = false;
    for (int i = 0; i < count; i++) {
      long onTime = from + (to - from) * (i + 1) / count;
      long timestamp = onTime - random.nextInt(4_000);
      if (fastSender && random.nextInt(40) == 0) {
        timestamp = onTime + 8 * MINUTE;
      } else if (fastSender && random.nextInt(60) == 0) {
        timestamp = SimulatedPartition.REFUSED;
      } else if (slowSender && spoke && random.nextInt(25) == 0) {
        timestamp = onTime - (random.nextBoolean() ? 25 * MINUTE : 5_000);
      }
      spoke |= timestamp != SimulatedPartition.REFUSED;
      newest = Math.max(newest, timestamp);
      events.add(timestamp);
    }
    return events;
  }

  /** Sends events in batches, with waits that leave their partition active. */
  private void send(SimulatedPartition partition, List<Long> events, long start) {
    long at = time.now() + start;
    long clock = ahead;
    for (int sent = 0; sent < events.size(); ) {
      int size = Math.min(events.size() - sent, 1 + random.nextInt(40));
      List<Long> batch = events.subList(sent, sent + size);
      long arrival = at + clock;
      time.at(
          at,
          () -> {
            tell("%d records arrive in %s from offset %d", size, partition.name, partition.end());
            batch.forEach(timestamp -> partition.append(timestamp, arrival));
            if (transactional) {
              partition.appendMarker();
            }
          });
      sendingUntil = Math.max(sendingUntil, at);
      sent += size;
      at += random.nextInt(4) == 0 ? random.nextInt((int) PAUSE) : random.nextInt(300);
    }
  }

  private long brokerTime() {
    return time.now() + ahead;
  }

  private void tell(String what, Object... values) {
    story.append("  %.3f ".formatted((time.now() - BEGIN) / 1e3));
    story.append(what.formatted(values)).append('\n');
  }

  private String finish() {
    time.goOn(Math.max(0, sendingUntil - time.now()) + 30_000);
    ahead += 180 * MINUTE;
    long end = Math.max(newest, brokerTime()) + 60 * MINUTE;
    ahead = end - time.now();
    tell("end");
    // One speaks at least; those that do not must not hold the watermark for ever.
    List<SimulatedPartition> speakers = new ArrayList<>(partitions.values());
    speakers.subList(1 + random.nextInt(speakers.size()), speakers.size()).clear();
    speakers.forEach(partition -> partition.append(end, end));
    long limit = time.now() + 50 * MINUTE;
    long reached = end - DISORDER.toMillis() - 1;
    while (time.now() < limit && !job.hasReached(reached)) {
      time.goOn(SECOND);
    }
    List<String> wrong = new ArrayList<>(job.problems());
    partitions.forEach((name, partition) -> wrong.addAll(wrong(name, partition)));
    if (wrong.isEmpty() && !job.hasReached(reached)) {
      wrong.add("the watermark never came to the end");
    }
    return wrong.isEmpty() ? "" : wrong.size() + " faults, first: " + wrong.get(0);
  }

  private List<String> wrong(TopicPartition name, SimulatedPartition partition) {
    List<String> wrong = new ArrayList<>();
    partition
        .late()
        .forEach(
            (offset, late) -> {
              SimulatedTask.Seen event = job.seen(name, offset);
              if (event == null) {
                wrong.add(name + " offset " + offset + " was never emitted");
              } else if (late != isTooLate(event)) {
                wrong.add(
                    "%s offset %d is late: %s; %d s before the watermark"
                        .formatted(
                            name, offset, !late, (event.watermark() - event.timestamp()) / SECOND));
              }
            });
    return wrong;
  }
}
