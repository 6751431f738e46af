package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
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
  private static final long CHECKPOINT_INTERVAL = 10 * SECOND;
  private static final long REQUEST_TIMEOUT = 5 * SECOND;
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

  private WatermarkService service;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<TopicPartition, Map<Long, SimulatedTask.Seen>> seen = new HashMap<>();
  private Map<TopicPartition, KafkaPartitionSplit> latest = new HashMap<>();
  private long checkpoints;
  private int run;
  private long restored = WatermarkCoordinator.NONE;
  private final List<String> problems = new ArrayList<>();
  private long told = WatermarkCoordinator.NONE;

  /** One topic's enumerator and the tasks that run. */
  private static final class Source {
    final WatermarkService.Member member;
    final List<SimulatedTask> tasks = new ArrayList<>();
    int parallelism;
    int startedTasks;

    Source(WatermarkService.Member member) {
      this.member = member;
    }
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
        seen.put(name, new TreeMap<>());
      }
    }
  }

  private static boolean isTooLate(long timestamp, long progress) {
    return WINDOWS.isTooLate(timestamp, Long.MIN_VALUE, progress, DISORDER.toMillis());
  }

  /** Plays it. @return what came out wrong as text, empty if nothing did */
  String play() {
    submit();
    for (int phase = 0; phase < PHASES; phase++) {
      play(phase);
    }
    String wrong = finish();
    return wrong.isEmpty() ? "" : "seed " + seed + ": " + wrong + "\n" + story;
  }

  private void play(int phase) {
    long from = brokerTime();
    ahead += JUMPS.get(random.nextInt(JUMPS.size()));
    int kind = phase == 0 ? 0 : random.nextInt(3);
    List<SimulatedPartition> unreachable = new ArrayList<>();
    if (kind == 1) {
      time.goOn(6_500 + random.nextInt(20_000));
    } else if (kind == 2) {
      boolean all = random.nextBoolean();
      partitions.values().stream()
          .filter(partition -> all || random.nextBoolean())
          .forEach(unreachable::add);
      unreachable.forEach(partition -> partition.away = true);
    }
    long to = brokerTime();
    long away = 1_000L + random.nextInt(30_000);
    tell("phase %d, kind %d, %d away for %d ms", phase, kind, unreachable.size(), away);
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
      long start =
          wasAway
              ? away + random.nextInt((int) COME_BACK)
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
      boolean inOutage = kind == 2 && random.nextBoolean();
      time.after(
          inOutage ? 0 : random.nextInt(15_000),
          () -> freeze(inOutage ? (int) away : random.nextInt(12_000)));
    }
    if (random.nextInt(3) == 0) {
      time.after(random.nextInt(15_000), random.nextInt(3) == 0 ? this::resubmit : this::failover);
    }
    time.goOn(Math.max(0, sendingUntil - time.now()) + 100 + random.nextInt(900));
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

  // ---- the job

  /** Submits the job, from its latest checkpoint if it has one. */
  private void submit() {
    int mine = ++run;
    CoordinatedSource.Settings[] settings = new CoordinatedSource.Settings[1];
    EventTimeGroup group = EventTimeGroup.of(topics.toArray(String[]::new));
    for (String topic : topics) {
      settings[0] =
          new CoordinatedSource.Settings(
              topic, group, false, true, DISORDER, IDLE, "group", new KafkaConfig("none:1"));
    }
    service = new WatermarkService(settings[0], time::now, new Ends());
    sources.clear();
    for (String topic : topics) {
      sources.put(topic, new Source(service.add(topic)));
    }
    tell("run %d from %s", mine, latest.isEmpty() ? "the beginning" : "a checkpoint");
    deploy(1 << random.nextInt(3));
    decideAgain(mine, service);
    enumerateAgain(mine);
    checkpointAgain(mine);
  }

  private void resubmit() {
    if (isStopped()) {
      return;
    }
    run++;
    endTasks();
    tell("stopped");
    int down = random.nextInt(20_000);
    time.after(down, this::submit);
    sendingUntil = Math.max(sendingUntil, time.now() + down);
  }

  /** The machines of the job stand still, those of the brokers don't. */
  private void freeze(int millis) {
    tell("nothing of the job runs for %d ms", millis);
    time.skip(millis);
  }

  /** Restarts the tasks from the latest checkpoint; the enumerators stay. */
  private void failover() {
    if (isStopped()) {
      return;
    }
    tell("failover");
    endTasks();
    sources.values().forEach(source -> source.member.restart());
    deploy(sources.values().iterator().next().parallelism);
  }

  private boolean isStopped() {
    return sources.values().stream()
        .allMatch(source -> !source.tasks.isEmpty() && source.tasks.get(0).hasEnded());
  }

  private void endTasks() {
    for (Source source : sources.values()) {
      source.tasks.forEach(SimulatedTask::end);
    }
    // What was emitted after the checkpoint is emitted again.
    seen.forEach(
        (partition, events) -> {
          KafkaPartitionSplit split = latest.get(partition);
          long from = split == null ? 0 : split.getStartingOffset();
          events.keySet().removeIf(offset -> offset >= from);
        });
  }

  private void deploy(int parallelism) {
    restored = latest.values().stream().mapToLong(TrackedSplit::watermark).max().orElse(restored);
    for (Map.Entry<String, Source> of : sources.entrySet()) {
      Source source = of.getValue();
      source.tasks.clear();
      source.parallelism = parallelism;
      source.startedTasks = 0;
      for (int i = 0; i < parallelism; i++) {
        SimulatedTask task = task(of.getKey(), source, i);
        List<KafkaPartitionSplit> splits = splits(of.getKey(), i, parallelism);
        source.tasks.add(task);
        boolean restored = !latest.isEmpty();
        if (restored) {
          task.restore(splits);
        }
        time.after(
            machine.takes(random) * 2,
            () -> {
              if (!task.hasEnded()) {
                if (!restored) {
                  task.assign(splits);
                }
                source.startedTasks++;
                task.start();
              }
            });
      }
    }
  }

  private SimulatedTask task(String topic, Source source, int index) {
    return new SimulatedTask(
        time,
        random,
        machine,
        topic,
        partitions,
        IDLE,
        event -> {
          if (event instanceof ProgressReport report) {
            source.member.take(index, report);
          }
        },
        this::take);
  }

  private void take(SimulatedTask.Seen event) {
    if (event.watermark() < restored) {
      problems.add(event.partition() + " is read before the watermark of the checkpoint is known");
    }
    if (event.timestamp() != SimulatedPartition.REFUSED) {
      seen.get(event.partition()).put(event.offset(), event);
      if (isTooLate(event) != partitions.get(event.partition()).late().get(event.offset())) {
        tell("%s offset %d is emitted wrongly", event.partition(), event.offset());
      }
    }
  }

  private static boolean isTooLate(SimulatedTask.Seen event) {
    return WINDOWS.isTooLate(
        event.timestamp(), event.watermark(), event.progress(), DISORDER.toMillis());
  }

  private List<KafkaPartitionSplit> splits(String topic, int task, int parallelism) {
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (TopicPartition name : partitions.keySet()) {
      if (name.topic().equals(topic) && name.partition() % parallelism == task) {
        splits.add(latest.getOrDefault(name, new KafkaPartitionSplit(name, 0)));
      }
    }
    return splits;
  }

  private void decideAgain(int mine, WatermarkService of) {
    time.after(
        WatermarkService.INTERVAL_MILLIS + machine.takes(random) / 2,
        () -> {
          if (mine == run) {
            of.tick();
            tellWatermark();
            decideAgain(mine, of);
          }
        });
  }

  private void tellWatermark() {
    long watermark = sources.values().iterator().next().member.update(true).watermark();
    if (watermark != told) {
      told = watermark;
      tell("the watermark is %d s behind the brokers' clock", (brokerTime() - watermark) / SECOND);
    }
  }

  private void enumerateAgain(int mine) {
    time.after(
        WatermarkService.INTERVAL_MILLIS,
        () -> {
          if (mine == run) {
            sources.values().forEach(EventTimeSimulation::update);
            enumerateAgain(mine);
          }
        });
  }

  private static void update(Source source) {
    source.member.readers(source.startedTasks, source.parallelism);
    EventTimeUpdate update = source.member.update(source.startedTasks == source.parallelism);
    for (int i = 0; i < source.startedTasks; i++) {
      source.tasks.get(i).update(update);
    }
  }

  private void checkpointAgain(int mine) {
    time.after(
        CHECKPOINT_INTERVAL,
        () -> {
          if (mine == run) {
            checkpoint();
            checkpointAgain(mine);
          }
        });
  }

  /**
   * Each task stands somewhere else when it gets the message; Flink holds back what an enumerator
   * sends a task after the checkpoint began until then, as the order of messages does here.
   */
  private void checkpoint() {
    List<SimulatedTask> tasks = new ArrayList<>();
    sources.values().forEach(source -> tasks.addAll(source.tasks));
    for (Source source : sources.values()) {
      if (source.startedTasks < source.parallelism) {
        return;
      }
    }
    long id = ++checkpoints;
    Map<TopicPartition, KafkaPartitionSplit> taken = new HashMap<>();
    int[] missing = {tasks.size()};
    for (SimulatedTask task : tasks) {
      task.send(
          () -> {
            task.snapshot(id).forEach(split -> taken.put(split.getTopicPartition(), split));
            if (--missing[0] == 0 && taken.size() == partitions.size()) {
              latest = taken;
              tasks.forEach(each -> each.send(() -> each.complete(id)));
            }
          });
    }
  }

  /** The brokers answer after a while, each for the moment at which it was asked. */
  private final class Ends implements PartitionEnds {

    @Override
    public Answer find(Set<TopicPartition> asked, Map<TopicPartition, Long> stuck) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      boolean unanswered = false;
      long begin = time.now();
      time.goOn(Math.min(REQUEST_TIMEOUT - 1, machine.takes(random)));
      for (TopicPartition name : asked) {
        SimulatedPartition partition = partitions.get(name);
        if (partition.away) {
          unanswered = true;
        } else {
          ends.put(name, partition.end());
        }
      }
      if (unanswered) {
        time.goOn(Math.max(0, begin + REQUEST_TIMEOUT - time.now()));
      } else {
        time.goOn(Math.min(REQUEST_TIMEOUT - 1 - (time.now() - begin), machine.takes(random)));
      }
      Map<TopicPartition, Long> skipped = new HashMap<>();
      stuck.forEach(
          (name, offset) -> {
            SimulatedPartition partition = partitions.get(name);
            if (!partition.away && partition.from(offset) == null && partition.end() > offset) {
              skipped.put(name, partition.end());
            }
          });
      return new Answer(ends, skipped);
    }

    @Override
    public CompletionStage<Boolean> hasArrivalTimes(String topic) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public void close() {}
  }

  // ---- what came out

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
    long limit = time.now() + 5 * MINUTE;
    long reached = end - DISORDER.toMillis() - 1;
    while (time.now() < limit && !isOver(reached)) {
      time.goOn(SECOND);
    }
    run++;
    sources.values().forEach(source -> source.tasks.forEach(SimulatedTask::end));
    List<String> wrong = new ArrayList<>(problems);
    partitions.forEach((name, partition) -> wrong.addAll(wrong(name, partition)));
    if (wrong.isEmpty() && !isOver(reached)) {
      wrong.add("the watermark never came to the end");
    }
    return wrong.isEmpty() ? "" : wrong.size() + " faults, first: " + wrong.get(0);
  }

  private boolean isOver(long watermark) {
    return sources.values().stream()
        .flatMap(source -> source.tasks.stream())
        .allMatch(task -> task.watermark() >= watermark);
  }

  private List<String> wrong(TopicPartition name, SimulatedPartition partition) {
    List<String> wrong = new ArrayList<>();
    partition
        .late()
        .forEach(
            (offset, late) -> {
              SimulatedTask.Seen event = seen.get(name).get(offset);
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
