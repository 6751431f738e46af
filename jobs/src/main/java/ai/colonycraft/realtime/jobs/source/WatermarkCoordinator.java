package ai.colonycraft.realtime.jobs.source;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides the watermark of a group of topics from the progress of their partitions. It holds no
 * connection and reads no clock: {@link WatermarkService} reports to it, asks the brokers for the
 * end of each partition, and passes the answers on.
 *
 * <p>The watermark follows the slowest partition that is active. A partition is idle, and then
 * holds nobody back, only if
 *
 * <ul>
 *   <li>all its records up to its end were emitted, where the end was asked for after the progress
 *       that the watermark is made of had been reported, and
 *   <li>this was so, without a new record, for the idle timeout. After a silence of all partitions
 *       the timeout begins again with the first record, so that the others have it to speak too.
 * </ul>
 *
 * A silence of all partitions is a time, as long as the idle timeout, in which no record arrived in
 * any of them. It is known from when records arrived, not from when they were read: a partition
 * whose reader was slow had no time to be found idle.
 *
 * <p>A partition whose end can't be learned is active: its broker may be away while producers keep
 * their events. After that it is given {@link #AFTER_OUTAGE_MILLIS} until its first record, since
 * not all producers find the broker again at once. The same holds for all partitions if no answer
 * came for the idle timeout, and when a job starts: the brokers may have been away before.
 *
 * <p>Not thread-safe. Times are epoch milliseconds.
 */
final class WatermarkCoordinator {

  /** No progress, or no watermark, yet. */
  static final long NONE = Long.MIN_VALUE;

  /**
   * The idle timeout of a partition after its broker was away, if the configured one is shorter.
   * Producers wait between attempts to connect: Kafka's own for 1 s at the most, those on
   * librdkafka for 10 s (their defaults of {@code reconnect.backoff.max.ms}).
   */
  static final long AFTER_OUTAGE_MILLIS = 15_000;

  private static final long NOT_QUIET = Long.MAX_VALUE;

  private final long outOfOrder;
  private final long idleTimeout;
  private final boolean followsClock;
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();
  private long watermark = NONE;
  private boolean idle;
  private long decidedAt;

  /** When the last answer came, or the first could have come. */
  private long answeredAt = NONE;

  /**
   * A coordinator that knows nothing yet.
   *
   * @param outOfOrder how far the watermark stays behind the newest event time, milliseconds
   * @param idleTimeout how long a partition must be quiet at its end to be idle, milliseconds
   * @param followsClock whether the watermark goes on with the clock while all partitions are idle
   */
  WatermarkCoordinator(long outOfOrder, long idleTimeout, boolean followsClock) {
    this.outOfOrder = outOfOrder;
    this.idleTimeout = idleTimeout;
    this.followsClock = followsClock;
  }

  /**
   * Notes that the brokers are asked from now on, and that all partitions have reported. The
   * brokers may have been away right before.
   */
  void begin(long now) {
    answeredAt = now;
    partitions.values().forEach(Partition::lookAway);
  }

  /** Continues from a watermark that a reader emitted before a checkpoint. */
  void restore(long emitted) {
    watermark = Math.max(watermark, emitted);
  }

  /**
   * Notes how far a reader has come with a partition.
   *
   * @param name the partition
   * @param nextOffset the offset after the last record that was emitted
   * @param progress the newest event time of its records, bounded by their arrival, or {@link
   *     #NONE}
   */
  void report(TopicPartition name, long nextOffset, long progress) {
    Partition partition = partitions.computeIfAbsent(name, unknown -> new Partition());
    partition.nextOffset = Math.max(partition.nextOffset, nextOffset);
    partition.progress = Math.max(partition.progress, progress);
  }

  /**
   * Notes when the records of a partition had arrived, after {@link #report}.
   *
   * @param name the partition
   * @param spokeAt when the first record arrived after its last silence, or {@link #NONE}
   * @param lastArrival when its newest record arrived
   */
  void arrived(TopicPartition name, long spokeAt, long lastArrival) {
    Partition partition = partitions.get(name);
    if (spokeAt != partition.spokeAt) {
      partition.spokeAt = spokeAt;
      partition.mayEndSilence = true;
    }
    partition.lastArrival = lastArrival;
  }

  /** Forgets a partition that was read to where a bounded input stops. */
  void finish(TopicPartition name) {
    partitions.remove(name);
  }

  /** What is known now; to be taken right before the brokers are asked for the ends. */
  Question ask(long now) {
    Map<TopicPartition, Long> progress = new HashMap<>();
    partitions.forEach((name, partition) -> progress.put(name, partition.progress));
    return new Question(now, progress);
  }

  /**
   * Moves the watermark as far as the answer allows.
   *
   * @param question what was known before the brokers were asked
   * @param ends the end offset of each partition whose leader answered
   * @param now when the answer came
   */
  void decide(Question question, Map<TopicPartition, Long> ends, long now) {
    boolean wasIdle = idle;
    boolean allIdle = !partitions.isEmpty();
    boolean blind = answeredAt != NONE && now - answeredAt >= idleTimeout;
    answeredAt = now;
    for (Map.Entry<TopicPartition, Partition> entry : partitions.entrySet()) {
      Partition partition = entry.getValue();
      if (blind) {
        partition.lookAway();
      }
      partition.look(ends.get(entry.getKey()), question.askedAt, now, idleTimeout);
      allIdle &= partition.idle;
    }
    if (silenceEnded() || wasIdle && !allIdle) {
      partitions.values().forEach(partition -> partition.restart(now));
    }
    if (followsClock && wasIdle && allIdle && watermark != NONE) {
      watermark += Math.max(0, question.askedAt - decidedAt);
    }
    decidedAt = question.askedAt;
    idle = allIdle;
    long reached = allIdle ? newest(question) : slowestActive(question);
    if (reached != NONE) {
      watermark = Math.max(watermark, reached - outOfOrder - 1);
      if (followsClock && allIdle && !wasIdle) {
        // All were quiet for the timeout before they were found to be idle.
        watermark = Math.max(watermark, reached - outOfOrder - 1 + idleTimeout);
      }
    }
  }

  /** Whether a record that was read lately was the first after a silence of all partitions. */
  private boolean silenceEnded() {
    boolean ended = false;
    for (Partition partition : partitions.values()) {
      if (partition.mayEndSilence) {
        Before before = before(partition);
        partition.mayEndSilence = before == Before.UNKNOWN;
        ended |= before == Before.SILENCE;
      }
    }
    return ended;
  }

  /** What the other partitions did before this one spoke. */
  private Before before(Partition speaker) {
    Before before = Before.SILENCE;
    for (Partition other : partitions.values()) {
      if (other.spokeAt < speaker.spokeAt && other.lastArrival > speaker.spokeAt - idleTimeout) {
        return Before.SPEECH;
      }
      if (!other.atEnd && other.lastArrival < speaker.spokeAt) {
        // It holds the watermark until it is read up to there.
        before = Before.UNKNOWN;
      }
    }
    return before;
  }

  private enum Before {
    SILENCE,
    SPEECH,
    UNKNOWN
  }

  private long newest(Question question) {
    return question.progress.values().stream().mapToLong(Long::longValue).max().orElse(NONE);
  }

  private long slowestActive(Question question) {
    long slowest = Long.MAX_VALUE;
    for (Map.Entry<TopicPartition, Partition> entry : partitions.entrySet()) {
      if (!entry.getValue().idle) {
        slowest = Math.min(slowest, question.progress.getOrDefault(entry.getKey(), NONE));
      }
    }
    return slowest == Long.MAX_VALUE ? NONE : slowest;
  }

  /** The watermark: no event that is in time at its partition is older. */
  long watermark() {
    return watermark;
  }

  /** Whether every partition is idle. */
  boolean idle() {
    return idle;
  }

  /**
   * The offsets at which partitions stand that were quiet for the idle timeout, but are not at
   * their end. Either records wait, or only markers of transactions are left, which no reader ever
   * emits.
   */
  Map<TopicPartition, Long> stuck(long now) {
    Map<TopicPartition, Long> stuck = new HashMap<>();
    partitions.forEach(
        (name, partition) -> {
          if (partition.isStuck(now, idleTimeout)) {
            stuck.put(name, partition.nextOffset);
          }
        });
    return stuck;
  }

  /** The partition that holds the watermark back most, for people; null if none does. */
  TopicPartition slowest() {
    TopicPartition slowest = null;
    long least = Long.MAX_VALUE;
    for (Map.Entry<TopicPartition, Partition> entry : partitions.entrySet()) {
      Partition partition = entry.getValue();
      if (!partition.idle && (slowest == null || partition.progress < least)) {
        slowest = entry.getKey();
        least = partition.progress;
      }
    }
    return slowest;
  }

  /**
   * What was known before the brokers were asked.
   *
   * @param askedAt when that was
   * @param progress of each partition then
   */
  record Question(long askedAt, Map<TopicPartition, Long> progress) {}

  private static final class Partition {

    /** -1 until a reader reported. */
    long nextOffset = -1;

    long progress = NONE;
    long spokeAt = NONE;
    long lastArrival = NONE;

    /** Whether it is not known yet what others did before {@link #spokeAt}. */
    boolean mayEndSilence;

    boolean idle;

    /** Since when it has been at its end without a new record. */
    private long quietSince = NOT_QUIET;

    /** Since when no record has come, at its end or not. */
    private long unmovedSince = NOT_QUIET;

    private long lookedAtOffset = -1;
    boolean atEnd;

    /**
     * Whether its broker was away, and since then it neither was idle nor had a record that arrived
     * after it. Records that are read after it may be from before.
     */
    private boolean wasAway;

    /** Where it ended by the first answer after its broker was away; -1 before that. */
    private long endAfterAway = -1;

    /** Its broker may have been away since the last look. */
    void lookAway() {
      wasAway = true;
      endAfterAway = -1;
      quietSince = NOT_QUIET;
    }

    void look(Long end, long askedAt, long now, long idleTimeout) {
      boolean moved = nextOffset != lookedAtOffset;
      lookedAtOffset = nextOffset;
      if (moved) {
        unmovedSince = now;
      }
      if (end == null) {
        lookAway();
      } else if (wasAway && endAfterAway < 0) {
        endAfterAway = end;
      }
      wasAway &= endAfterAway < 0 || nextOffset <= endAfterAway;
      atEnd = nextOffset >= 0 && end != null && nextOffset >= end;
      if (!atEnd) {
        quietSince = NOT_QUIET;
      } else if (moved || quietSince == NOT_QUIET) {
        // The record may have been reported after the question was asked.
        quietSince = now;
      }
      idle = isQuiet(askedAt, idleTimeout);
      wasAway &= !idle;
    }

    private boolean isQuiet(long askedAt, long idleTimeout) {
      long timeout = wasAway ? Math.max(idleTimeout, AFTER_OUTAGE_MILLIS) : idleTimeout;
      return quietSince != NOT_QUIET && askedAt - quietSince >= timeout;
    }

    void restart(long now) {
      idle = false;
      quietSince = atEnd ? now : NOT_QUIET;
    }

    boolean isStuck(long now, long idleTimeout) {
      return !atEnd
          && nextOffset >= 0
          && unmovedSince != NOT_QUIET
          && now - unmovedSince >= idleTimeout;
    }
  }
}
