package ai.colonycraft.realtime.jobs.source;

import ai.colonycraft.realtime.jobs.topics.Topic;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The watermark of the topics of one {@link EventTimeGroup}, in the JobManager. The enumerator of
 * each topic joins and passes on what its readers report. Every {@link #INTERVAL_MILLIS} a thread
 * asks the brokers where the partitions end and lets a {@link WatermarkCoordinator} decide.
 *
 * <p>Thread-safe: enumerators run on a thread each.
 */
final class WatermarkService {

  /** As often as Flink emits periodic watermarks. */
  static final long INTERVAL_MILLIS = 200;

  private static final long WARN_AFTER_MILLIS = 60_000;

  /**
   * Readers that had finished a bounded input do not come back after a restart: when no reader was
   * added for this time, the others go on without them. Readers of other inputs always come.
   */
  private static final long READERS_TIMEOUT_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(WatermarkService.class);

  /** The groups of all jobs whose enumerators run in this JVM. */
  private static final Map<String, WatermarkService> RUNNING = new HashMap<>();

  private final EventTimeGroup group;
  private final CoordinatedSource.Settings settings;
  private final LongSupplier clock;
  private final String topics;
  private final Map<String, Member> members = new HashMap<>();
  private final PartitionEnds ends;
  private final ScheduledExecutorService thread;

  private WatermarkCoordinator coordinator;
  private int generation;
  private boolean ready;
  private long readersChangedAt;
  private long movedAt;
  private long lastWatermark = WatermarkCoordinator.NONE;

  /** A service whose thread does nothing yet; {@code clock} has epoch milliseconds. */
  WatermarkService(CoordinatedSource.Settings settings, LongSupplier clock, PartitionEnds ends) {
    this.settings = settings;
    this.clock = clock;
    this.ends = ends;
    this.group = settings.group();
    this.topics = names(group, ", ");
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread created = new Thread(() -> log(run), "watermark of " + topics);
              created.setDaemon(true);
              return created;
            });
  }

  private static String names(EventTimeGroup group, String between) {
    return String.join(between, group.topics().stream().sorted().toList());
  }

  private void log(Runnable thread) {
    MDC.put(Topic.LOGGED, topics);
    thread.run();
  }

  /**
   * Takes part for one topic. An enumerator that took part for it before, in the same group, no
   * longer does.
   */
  static Member join(CoordinatedSource.Settings settings) {
    synchronized (RUNNING) {
      return RUNNING
          .computeIfAbsent(
              settings.group().id(),
              unknown ->
                  new WatermarkService(
                          settings,
                          System::currentTimeMillis,
                          new EndOffsets(names(settings.group(), "-"), settings.kafka()))
                      .run())
          .add(settings.topic());
    }
  }

  private WatermarkService run() {
    group.topics().forEach(topic -> thread.execute(() -> checkArrivalTimes(topic)));
    thread.scheduleWithFixedDelay(
        this::tick, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Lets a topic take part. */
  synchronized Member add(String topic) {
    Member member = new Member(topic);
    members.put(topic, member);
    restart();
    return member;
  }

  private void remove(Member member) {
    synchronized (RUNNING) {
      synchronized (this) {
        members.remove(member.topic, member);
        if (!members.isEmpty()) {
          return;
        }
      }
      RUNNING.remove(group.id(), this);
    }
    thread.execute(ends::close);
    thread.shutdown();
  }

  private void restart() {
    coordinator =
        new WatermarkCoordinator(
            settings.outOfOrder().toMillis(), settings.idle().toMillis(), group.followsClock());
    generation++;
    ready = false;
    members.values().forEach(member -> member.reported.clear());
    readersChangedAt = clock.getAsLong();
    movedAt = readersChangedAt;
  }

  private boolean allReported() {
    if (members.size() < group.topics().size()) {
      return false;
    }
    if (members.values().stream().allMatch(member -> member.missing(member.parallelism) == 0)) {
      return true;
    }
    return settings.bounded()
        && clock.getAsLong() - readersChangedAt >= READERS_TIMEOUT_MILLIS
        && members.values().stream().anyMatch(member -> member.registered > 0)
        && members.values().stream().allMatch(member -> member.missing(member.registered) == 0);
  }

  /** Asks once where partitions end, and decides. */
  void tick() {
    try {
      decide();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{}: deciding the watermark failed; it is tried again", topics, e);
    }
  }

  private void decide() throws InterruptedException {
    WatermarkCoordinator asked;
    WatermarkCoordinator.Question question;
    Map<TopicPartition, Long> stuck;
    synchronized (this) {
      if (!ready) {
        return;
      }
      long now = clock.getAsLong();
      asked = coordinator;
      question = asked.ask(now);
      stuck = asked.stuck(now);
    }
    PartitionEnds.Answer answer = find(question, stuck);
    synchronized (this) {
      answer.skipped().forEach((p, offset) -> asked.report(p, offset, EventTimeExtractor.NONE));
      asked.decide(question, answer.ends(), clock.getAsLong());
      warnWhereItStands();
    }
  }

  private PartitionEnds.Answer find(
      WatermarkCoordinator.Question question, Map<TopicPartition, Long> stuck)
      throws InterruptedException {
    try {
      return ends.find(question.progress().keySet(), stuck);
    } catch (RuntimeException e) {
      LOG.warn("{}: asking for the ends of the partitions failed", topics, e);
      return new PartitionEnds.Answer(Map.of(), Map.of());
    }
  }

  private void warnWhereItStands() {
    long now = clock.getAsLong();
    TopicPartition slowest = coordinator.slowest();
    if (coordinator.watermark() != lastWatermark || slowest == null) {
      lastWatermark = coordinator.watermark();
      movedAt = now;
    } else if (now - movedAt >= WARN_AFTER_MILLIS) {
      LOG.warn(
          "{}: the watermark stands at {} for {} s, held by partition {}: its records are not read"
              + " yet, or its leader does not answer. Look at the job's lag and at the brokers.",
          topics,
          lastWatermark == WatermarkCoordinator.NONE ? "none" : Instant.ofEpochMilli(lastWatermark),
          (now - movedAt) / 1000,
          slowest);
      movedAt = now;
    }
  }

  private void checkArrivalTimes(String topic) {
    ends.hasArrivalTimes(topic)
        .whenComplete(
            (has, failure) -> {
              if (failure != null) {
                LOG.info("{}: whether it has arrival times is not known", topic, failure);
              } else if (!has) {
                warnWithoutArrivalTimes(topic);
              }
            });
  }

  private static void warnWithoutArrivalTimes(String topic) {
    LOG.warn(
        "{}: message.timestamp.type is not LogAppendTime, so records have no arrival time. A sender"
            + " whose clock is fast can make events of others late when a backlog is read. Set it"
            + " with: kafka-configs.sh --alter --entity-type topics --entity-name {} --add-config"
            + " message.timestamp.type=LogAppendTime",
        topic,
        topic);
  }

  /** The part that the enumerator of one topic has. */
  final class Member {

    private final String topic;

    /** The readers that reported all their partitions since the restart. */
    private final BitSet reported = new BitSet();

    private int registered;
    private int parallelism = Integer.MAX_VALUE;

    private Member(String topic) {
      this.topic = topic;
    }

    private int missing(int readers) {
      return Math.max(0, readers - reported.cardinality());
    }

    private boolean left() {
      return members.get(topic) != this;
    }

    /** Notes how many readers run, of how many. */
    void readers(int running, int of) {
      synchronized (WatermarkService.this) {
        if (running != registered) {
          readersChangedAt = clock.getAsLong();
        }
        registered = running;
        parallelism = of;
      }
    }

    /** What to send to readers; {@code assigned} says whether they have all partitions. */
    EventTimeUpdate update(boolean assigned) {
      synchronized (WatermarkService.this) {
        if (!ready && allReported()) {
          ready = true;
          coordinator.begin(clock.getAsLong());
        }
        return new EventTimeUpdate(generation, assigned, ready && !left(), coordinator.watermark());
      }
    }

    /** Takes what a reader answered. */
    void take(int reader, ProgressReport report) {
      synchronized (WatermarkService.this) {
        if (report.generation() != generation || left()) {
          return;
        }
        for (int i = 0; i < report.partitions().length; i++) {
          TopicPartition partition = new TopicPartition(topic, report.partitions()[i]);
          if (report.finished()) {
            coordinator.finish(partition);
          } else {
            coordinator.report(partition, report.nextOffsets()[i], report.progress()[i]);
            coordinator.arrived(partition, report.spokeAt()[i], report.lastArrivals()[i]);
          }
        }
        coordinator.restore(report.watermark());
        if (report.complete()) {
          reported.set(reader);
        }
      }
    }

    /** Forgets all progress, since readers restart from a checkpoint. */
    void restart() {
      synchronized (WatermarkService.this) {
        if (!left()) {
          WatermarkService.this.restart();
        }
      }
    }

    /** No longer takes part. */
    void leave() {
      remove(this);
    }
  }
}
