package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What each colony or agent did and spent within the last minutes. Each second keeps what it added,
 * and takes it along when it falls out; who has nothing any more is forgotten. The largest are
 * found by a look at all, which costs less than to keep them in order at every event. Sums stay at
 * the largest long. Not thread-safe.
 *
 * <p>There may be millions of additions in the last minutes, and an object for each would keep the
 * collector busy: a second is a few arrays of numbers, in which colonies and agents stand by
 * number.
 */
final class SlidingCounts {

  /** What is added up. */
  enum Amount {
    EVENTS,
    TOKENS,
    CPU_MICROS
  }

  private static final int AMOUNTS = Amount.values().length;

  /** A colony or an agent of which something was added. */
  static final class Spender {
    final String key;
    String name;

    /** By {@link Amount}, in the last minutes. */
    private final long[] sums = new long[AMOUNTS];

    /** Its place among all; below 0 when it was forgotten. */
    private int number;

    /** The second of its newest addition, and where in it that stands. */
    private long newest = Long.MIN_VALUE;

    private int at;

    /** Its place in what is being written. */
    private int index;

    private Spender(String key) {
      this.key = key;
    }

    long sum(Amount amount) {
      return sums[amount.ordinal()];
    }

    private boolean isOver() {
      return (sums[0] | sums[1] | sums[2]) == 0;
    }
  }

  /** What one second added to each. */
  private static final class Second {
    private static final int FEWEST = 8;

    int size;
    int[] numbers = new int[FEWEST];

    /** Events, tokens and microseconds of CPU time, by turns. */
    long[] added = new long[AMOUNTS * FEWEST];

    int begin(int number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
        added = Arrays.copyOf(added, 2 * AMOUNTS * size);
      }
      numbers[size] = number;
      return size++;
    }
  }

  /** With the three amounts; before it, there was one blob for each. */
  private static final int FORMAT = 2;

  private static final int OF_ONE_AMOUNT = 1;

  private final long length;
  private final Map<String, Spender> spenders = new HashMap<>();

  /** All of them by number; null where a number is free. */
  private Spender[] numbered = new Spender[64];

  /** Numbers that are free below {@link #numbers}. */
  private int[] free = new int[64];

  private int frees;
  private int numbers;

  private final TreeMap<Long, Second> seconds = new TreeMap<>();

  /** The second to which was added last, which is mostly the next one's too; null if it is gone. */
  private Second newest;

  private long newestSecond;

  private final long[] totals = new long[AMOUNTS];
  private long floor = Long.MIN_VALUE;

  /** Takes for how many seconds an event counts. */
  SlidingCounts(long seconds) {
    this.length = seconds;
  }

  /**
   * Adds to one second, epoch seconds; a second that has fallen out changes nothing.
   *
   * @param known what an earlier call gave for the same key, which saves looking for it; or null
   * @param events at least 0
   * @param tokens at least 0
   * @param cpuMicros at least 0
   * @return what is known of it, to be given to the next call; null if it is still unknown
   */
  Spender add(
      Spender known,
      String key,
      String name,
      long second,
      long events,
      long tokens,
      long cpuMicros) {
    long fittingEvents = fitting(Amount.EVENTS, events);
    long fittingTokens = fitting(Amount.TOKENS, tokens);
    long fittingMicros = fitting(Amount.CPU_MICROS, cpuMicros);
    if (second <= floor || (fittingEvents | fittingTokens | fittingMicros) == 0) {
      return known;
    }
    // One that has nothing any more was forgotten, and is not the one that counts.
    Spender spender = known != null && known.number >= 0 ? known : spender(key);
    if (name != null && !name.equals(spender.name)) {
      spender.name = name;
    }
    Second to = second(second);
    if (spender.newest != second) {
      spender.newest = second;
      spender.at = to.begin(spender.number);
    }
    int at = AMOUNTS * spender.at;
    add(to.added, at, fittingEvents, fittingTokens, fittingMicros);
    add(spender.sums, 0, fittingEvents, fittingTokens, fittingMicros);
    add(totals, 0, fittingEvents, fittingTokens, fittingMicros);
    return spender;
  }

  private Second second(long second) {
    if (newest == null || newestSecond != second) {
      newest = seconds.computeIfAbsent(second, s -> new Second());
      newestSecond = second;
    }
    return newest;
  }

  /** What falls out is taken away again, so that no more is added than the sum of all can hold. */
  private long fitting(Amount amount, long added) {
    return Math.min(added, Long.MAX_VALUE - totals[amount.ordinal()]);
  }

  private static void add(long[] to, int at, long events, long tokens, long cpuMicros) {
    to[at] += events;
    to[at + 1] += tokens;
    to[at + 2] += cpuMicros;
  }

  private Spender spender(String key) {
    Spender spender = spenders.get(key);
    if (spender == null) {
      spender = new Spender(key);
      spenders.put(key, spender);
      spender.number = frees > 0 ? free[--frees] : numbers++;
      if (spender.number == numbered.length) {
        numbered = Arrays.copyOf(numbered, 2 * numbered.length);
      }
      numbered[spender.number] = spender;
    }
    return spender;
  }

  private void forget(Spender spender) {
    spenders.remove(spender.key);
    numbered[spender.number] = null;
    if (frees == free.length) {
      free = Arrays.copyOf(free, 2 * frees);
    }
    free[frees++] = spender.number;
    spender.number = -1;
  }

  /** Lets the seconds fall out that are too old at this time, epoch milliseconds. */
  void advance(long time) {
    if (time == Long.MIN_VALUE) {
      return;
    }
    floor = Math.max(floor, Math.floorDiv(time, 1000L) - length);
    newest = null;
    while (!seconds.isEmpty() && seconds.firstKey() <= floor) {
      Second fallen = seconds.pollFirstEntry().getValue();
      for (int i = 0; i < fallen.size; i++) {
        Spender spender = numbered[fallen.numbers[i]];
        int at = AMOUNTS * i;
        long events = -fallen.added[at];
        long tokens = -fallen.added[at + 1];
        long cpuMicros = -fallen.added[at + 2];
        add(spender.sums, 0, events, tokens, cpuMicros);
        add(totals, 0, events, tokens, cpuMicros);
        if (spender.isOver()) {
          forget(spender);
        }
      }
    }
  }

  /** Those with most of an amount, ties by key, at most {@code n}. */
  List<Spender> top(int n, Amount amount) {
    int of = amount.ordinal();
    Comparator<Spender> largestFirst =
        (a, b) -> {
          int order = Long.compare(b.sums[of], a.sums[of]);
          return order != 0 ? order : a.key.compareTo(b.key);
        };
    PriorityQueue<Spender> best = new PriorityQueue<>(largestFirst.reversed());
    long least = 1;
    for (int number = 0; number < numbers; number++) {
      Spender spender = numbered[number];
      if (spender == null || spender.sums[of] < least) {
        continue;
      }
      best.add(spender);
      if (best.size() > n) {
        best.poll();
        least = best.isEmpty() ? Long.MAX_VALUE : best.peek().sums[of];
      }
    }
    List<Spender> top = new ArrayList<>(best);
    top.sort(largestFirst);
    return top;
  }

  /** An amount of all of them. */
  long total(Amount amount) {
    return totals[amount.ordinal()];
  }

  /**
   * Writes all that is remembered: colonies or agents, and then each second's amounts by their
   * places.
   */
  void write(DataOutputView out) throws IOException {
    out.writeByte(FORMAT);
    Bytes.writeLength(spenders.size(), out);
    int index = 0;
    for (int number = 0; number < numbers; number++) {
      Spender spender = numbered[number];
      if (spender != null) {
        spender.index = index++;
        Bytes.writeText(spender.key, out);
        Bytes.writeText(spender.name, out);
      }
    }
    Bytes.writeLength(seconds.size(), out);
    for (Map.Entry<Long, Second> entry : seconds.entrySet()) {
      Second second = entry.getValue();
      out.writeLong(entry.getKey());
      Bytes.writeLength(second.size, out);
      for (int i = 0; i < second.size; i++) {
        Bytes.writeLength(numbered[second.numbers[i]].index, out);
        for (int of = 0; of < AMOUNTS; of++) {
          Bytes.writeAmount(second.added[AMOUNTS * i + of], out);
        }
      }
    }
  }

  /**
   * Adds what {@link #write} wrote of the keys that are ours.
   *
   * @param only what the blob is of, if an earlier version wrote it
   */
  void read(DataInputView in, Amount only, Predicate<String> ours) throws IOException {
    int format = in.readByte();
    if (format != FORMAT && format != OF_ONE_AMOUNT) {
      throw new IOException(
          "sliding counts have format %d, this jar reads %d and %d"
              .formatted(format, OF_ONE_AMOUNT, FORMAT));
    }
    String[] keys = new String[Bytes.readLength(in)];
    String[] names = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      String key = Bytes.readText(in);
      names[i] = Bytes.readText(in);
      keys[i] = ours.test(key) ? key : null;
    }
    long[] amounts = new long[AMOUNTS];
    for (int left = Bytes.readLength(in); left > 0; left--) {
      long second = in.readLong();
      for (int cells = Bytes.readLength(in); cells > 0; cells--) {
        int index = Bytes.readLength(in);
        if (format == OF_ONE_AMOUNT) {
          amounts[only.ordinal()] = Bytes.readAmount(in);
        } else {
          for (int of = 0; of < AMOUNTS; of++) {
            amounts[of] = Bytes.readAmount(in);
          }
        }
        if (keys[index] != null) {
          add(null, keys[index], names[index], second, amounts[0], amounts[1], amounts[2]);
        }
      }
    }
  }
}
