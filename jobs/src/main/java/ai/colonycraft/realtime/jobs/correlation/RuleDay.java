package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The matches of a rule in the last 24 hours of the clock, and its last failure: what of a rule's
 * state is part of a checkpoint. Mutable; used on the task's thread.
 */
final class RuleDay {

  static final int HOURS = 24;

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  final String rule;

  /** Matches by hour; the last is the hour at {@link #hour}. */
  private final long[] matches;

  private long hour;
  private String failure;
  private long failedAt;

  RuleDay(String rule) {
    this(rule, new long[HOURS], 0, "", 0);
  }

  private RuleDay(String rule, long[] matches, long hour, String failure, long failedAt) {
    this.rule = rule;
    this.matches = matches;
    this.hour = hour;
    this.failure = failure;
    this.failedAt = failedAt;
  }

  void add(long more, long now) {
    at(now);
    matches[HOURS - 1] += more;
  }

  void failed(String words, long now) {
    failure = words;
    failedAt = now;
  }

  /** Moves on to the hour of the clock; a clock that was set back changes nothing. */
  void at(long now) {
    long next = now / HOUR_MILLIS * HOUR_MILLIS;
    if (next <= hour) {
      return;
    }
    int gone = (int) Math.min(HOURS, (next - hour) / HOUR_MILLIS);
    System.arraycopy(matches, gone, matches, 0, HOURS - gone);
    Arrays.fill(matches, HOURS - gone, HOURS, 0);
    hour = next;
  }

  /** The matches by hour, the oldest first. */
  long[] matches() {
    return matches.clone();
  }

  /** The beginning of the last hour, in epoch milliseconds. */
  long hour() {
    return hour;
  }

  /** The last failure in words; empty if there was none. */
  String failure() {
    return failure;
  }

  /** When it was, in epoch milliseconds. */
  long failedAt() {
    return failedAt;
  }

  /** Writes {@link RuleDay}. */
  public static final class Serializer extends ValueSerializer<RuleDay> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(RuleDay day, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(day.rule, out);
      for (long count : day.matches) {
        out.writeLong(count);
      }
      out.writeLong(day.hour);
      Bytes.writeText(day.failure, out);
      out.writeLong(day.failedAt);
    }

    @Override
    public RuleDay deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "the matches of a rule", in);
      String rule = Bytes.readText(in);
      long[] matches = new long[HOURS];
      for (int i = 0; i < HOURS; i++) {
        matches[i] = in.readLong();
      }
      return new RuleDay(rule, matches, in.readLong(), Bytes.readText(in), in.readLong());
    }
  }
}
