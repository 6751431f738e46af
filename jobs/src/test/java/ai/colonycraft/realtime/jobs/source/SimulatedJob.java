package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.config.KafkaConfig;
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
 * A job over simulated partitions, in simulated time: the product's watermark service and readers,
 * with checkpoints, failures of its tasks, and restarts with another parallelism. Not thread-safe.
 */
final class SimulatedJob {

  private static final long CHECKPOINT_INTERVAL = 10_000;
  private static final long REQUEST_TIMEOUT = 5_000;

  private final SimulatedTime time;
  private final Random random;
  private final SimulatedTask.Machine machine;
  private final List<String> topics;
  private final Map<TopicPartition, SimulatedPartition> partitions;
  private final Duration disorder;
  private final Duration idle;
  private final Story story;

  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Map<TopicPartition, Map<Long, SimulatedTask.Seen>> seen = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private Map<TopicPartition, KafkaPartitionSplit> latest = new HashMap<>();
  private long checkpoints;

  /** Counts starts and stops: what repeats ends when the number is another. */
  private int run;

  private long restored = WatermarkCoordinator.NONE;
  private long told = WatermarkCoordinator.NONE;

  /** Hears what happens. */
  interface Story {
    /** Something happened now. */
    void tell(String what, Object... values);

    /** An event was emitted. */
    void emitted(SimulatedTask.Seen event);

    /** The watermark moved. */
    void watermark(long watermark);
  }

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

  SimulatedJob(
      SimulatedTime time,
      Random random,
      SimulatedTask.Machine machine,
      List<String> topics,
      Map<TopicPartition, SimulatedPartition> partitions,
      Duration disorder,
      Duration idle,
      Story story) {
    this.time = time;
    this.random = random;
    this.machine = machine;
    this.topics = topics;
    this.partitions = partitions;
    this.disorder = disorder;
    this.idle = idle;
    this.story = story;
  }

  /** An event as it counts, if it was emitted; null otherwise. */
  SimulatedTask.Seen seen(TopicPartition partition, long offset) {
    return seen.getOrDefault(partition, Map.of()).get(offset);
  }

  /** What must not happen, and did. */
  List<String> problems() {
    return problems;
  }

  /** Whether the watermark of all tasks has come to a time. */
  boolean hasReached(long watermark) {
    return sources.values().stream()
        .flatMap(source -> source.tasks.stream())
        .allMatch(task -> task.watermark() >= watermark);
  }

  /** Submits it, from its latest checkpoint if it has one. */
  void submit() {
    int mine = ++run;
    CoordinatedSource.Settings settings =
        new CoordinatedSource.Settings(
            topics.get(0),
            EventTimeGroup.of(topics.toArray(String[]::new)),
            false,
            true,
            disorder,
            idle,
            "group",
            new KafkaConfig("none:1"));
    WatermarkService service = new WatermarkService(settings, time::now, new Ends());
    sources.clear();
    for (String topic : topics) {
      sources.put(topic, new Source(service.add(topic)));
    }
    story.tell("run %d from %s", mine, latest.isEmpty() ? "the beginning" : "a checkpoint");
    deploy(1 << random.nextInt(3));
    decideAgain(mine, service);
    enumerateAgain(mine);
    checkpointAgain(mine);
  }

  /** Stops it; it keeps its latest checkpoint. */
  void stop() {
    run++;
    endTasks();
    story.tell("stopped");
  }

  /** Restarts the tasks from the latest checkpoint; the enumerators stay. */
  void failover() {
    story.tell("failover");
    endTasks();
    sources.values().forEach(source -> source.member.restart());
    deploy(sources.values().iterator().next().parallelism);
  }

  boolean isStopped() {
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
        boolean fromCheckpoint = !latest.isEmpty();
        if (fromCheckpoint) {
          task.restore(splits);
        }
        time.after(
            machine.takes(random) * 2,
            () -> {
              if (!task.hasEnded()) {
                if (!fromCheckpoint) {
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
        idle,
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
      seen.computeIfAbsent(event.partition(), none -> new TreeMap<>()).put(event.offset(), event);
      story.emitted(event);
    }
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
      story.watermark(watermark);
    }
  }

  private void enumerateAgain(int mine) {
    time.after(
        WatermarkService.INTERVAL_MILLIS,
        () -> {
          if (mine == run) {
            sources.values().forEach(SimulatedJob::update);
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
}
