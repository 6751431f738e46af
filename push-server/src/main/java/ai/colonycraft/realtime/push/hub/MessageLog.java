package ai.colonycraft.realtime.push.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest messages of a stream, numbered from 0 on; a full log forgets the oldest. Readers hold
 * a number, not a queue, so that a slow one costs no memory.
 *
 * <p>One thread appends and clears; any may read.
 */
public final class MessageLog {

  /** What a message takes beside its JSON, about. */
  private static final int OVERHEAD_BYTES = 120;

  private record Line(long number, Message message) {}

  private final AtomicReferenceArray<Line> lines;
  private final long limitBytes;
  private long bytes;
  private volatile long first;
  private volatile long end;
  private volatile long completeAfter = Long.MAX_VALUE;

  /**
   * Takes its limits; what is over the lower of them is forgotten.
   *
   * @param count messages
   * @param limitBytes their JSON and overhead
   */
  MessageLog(int count, long limitBytes) {
    this.lines = new AtomicReferenceArray<>(count);
    this.limitBytes = limitBytes;
  }

  void append(Message message) {
    long number = end;
    bytes += size(message);
    while (number - first >= lines.length() || bytes > limitBytes && first < number) {
      forgetOldest();
    }
    lines.set(slot(number), new Line(number, message));
    end = number + 1;
  }

  /** From now on all messages with a greater sequence will be here, until they are forgotten. */
  void completeAfter(long sequence) {
    completeAfter = sequence;
  }

  /** Messages up to this sequence are missing, some of them at least. */
  void lost(long upTo) {
    completeAfter = Math.max(completeAfter, upTo);
  }

  /** Forgets all; numbers go on. */
  void clear() {
    while (first < end) {
      forgetOldest();
    }
    completeAfter = Long.MAX_VALUE;
  }

  /** The number that the next message will have. */
  public long end() {
    return end;
  }

  /** The number at which one begins who wants this many of the newest. */
  public long start(int recent) {
    return Math.max(first, end - recent);
  }

  /** Whether everything that followed this sequence is here. */
  public boolean reachesBackTo(long sequence) {
    return sequence >= completeAfter;
  }

  /** The number of the first message with a greater sequence. */
  public long after(long sequence) {
    long low = first;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      Line line = lines.get(slot(middle));
      if (line == null || line.number() != middle || line.message().sequence() <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Reads messages in order.
   *
   * @param from number of the first one wanted
   * @param limit messages to return at most
   */
  public Slice read(long from, int limit) {
    long to = end;
    long begin = Math.max(from, first);
    List<Message> found = new ArrayList<>();
    long at = begin;
    for (; at < to && found.size() < limit; at++) {
      Line line = lines.get(slot(at));
      if (line != null && line.number() == at) {
        found.add(line.message());
      } else {
        // Forgotten while reading: what was found so far is older than what is lost.
        return new Slice(found, at, begin - from);
      }
    }
    return new Slice(found, at, begin - from);
  }

  private void forgetOldest() {
    int slot = slot(first);
    Message oldest = lines.get(slot).message();
    bytes -= size(oldest);
    completeAfter = Math.max(completeAfter, oldest.sequence());
    first = first + 1;
    lines.set(slot, null);
  }

  private static int size(Message message) {
    return message.payload().limit() + OVERHEAD_BYTES;
  }

  private int slot(long number) {
    return (int) (number % lines.length());
  }

  /**
   * What was read.
   *
   * @param lines oldest first
   * @param next number to read from next time
   * @param lost messages that were wanted and are forgotten
   */
  public record Slice(List<Message> lines, long next, long lost) {}
}
