package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Amounts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Counts events by colony or agent and second until they are sent. A table with open addressing
 * whose slots are eight longs each, and so one line of the processor's cache or two, since colonies
 * are many and an event waits for each line that it touches: a map of objects had five. Of a slot's
 * longs, in this order:
 *
 * <pre>
 * hash of the id, and how many bytes the id takes as it is written; 0 in a free slot
 * the id's first eight bytes, as it is written
 * the next eight
 * hash of the name, whether events of the following spent something, and how many of them
 *   are used
 * four times a second and how many events it had
 * </pre>
 *
 * The id of an agent is that of its colony and its own, which stand one behind the other. What a
 * slot has no room for lies in arrays beside the table, as does what was spent, which only events
 * that spend something touch. Not thread-safe.
 */
final class OpenSpenders {

  private static final int FEWEST_SLOTS = 1024;

  private static final int STRIDE = 8;
  private static final int HEAD = 1;
  private static final int TAIL = 2;
  private static final int USED = 3;
  private static final int SECONDS = 4;

  /** Seconds that a slot has room for. */
  private static final int ROOM = STRIDE - SECONDS;

  private static final long LOW = 0xFFFFFFFFL;

  /** Of the low half of {@link #USED}: how many seconds are used. */
  private static final int COUNT = 0xFF;

  /** Of the same: whether events of these seconds spent something. */
  private static final int SPENT = 0x100;

  private static final long[] NOTHING = {};

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SpenderKind kind;
  private final int step;
  private final boolean tooLate;
  private final Consumer<ColonyPart> to;

  private int slots = FEWEST_SLOTS;
  private long[] table = new long[FEWEST_SLOTS * STRIDE];

  /**
   * Tokens and CPU time in microseconds of each second of a slot, by turns, at the same places as
   * the slots; empty until something is spent, and zeros where a slot does not say {@link #SPENT}.
   */
  private long[] spent = NOTHING;

  /** By slot, an event that has the id and the last name. */
  private Activity[] named = new Activity[FEWEST_SLOTS];

  /** By slot, seconds that there was no room for; mostly null. */
  private SecondCounts[] others = new SecondCounts[FEWEST_SLOTS];

  private int size;

  /**
   * An empty table.
   *
   * @param kind whose events are counted
   * @param step seconds that count as the first of them, which divides a window
   * @param tooLate whether the events' windows are closed for good
   * @param to gets what was counted
   */
  OpenSpenders(SpenderKind kind, int step, boolean tooLate, Consumer<ColonyPart> to) {
    this.kind = kind;
    this.step = step;
    this.tooLate = tooLate;
    this.to = to;
  }

  /** How many colonies or agents there are. */
  int size() {
    return size;
  }

  /** Counts an event that belongs to one of the kind. */
  void add(Activity activity) {
    int slot = slot(activity);
    int at = slot * STRIDE;
    int name = kind.nameHash(activity);
    // An event that does not say the name takes none away.
    if (name != (int) (table[at + USED] >>> Integer.SIZE) && name != Activity.NO_NAME) {
      named[slot] = activity;
      table[at + USED] = (long) name << Integer.SIZE | table[at + USED] & LOW;
    }
    long second = Math.floorDiv(activity.timestamp(), 1000L * step) * step;
    count(slot, second, activity.tokens(), activity.cpuMicros());
  }

  /** The slot of an event's colony or agent, which is taken if there was none. */
  private int slot(Activity activity) {
    byte[] form = activity.form();
    int from = activity.colonyIdAt();
    int length = kind.idEnd(activity) - from;
    int hash = kind.hash(activity);
    long key = (long) hash << Integer.SIZE | length;
    long head = word(form, from, length);
    long tail = word(form, from + Long.BYTES, length - Long.BYTES);
    int mask = slots - 1;
    int slot = hash & mask;
    while (true) {
      int at = slot * STRIDE;
      if (table[at] == key
          && table[at + HEAD] == head
          && table[at + TAIL] == tail
          && (length <= 2 * Long.BYTES || isId(slot, form, from, length))) {
        return slot;
      }
      if (table[at] == 0) {
        if (4 * size >= 3 * slots) {
          resize(2 * slots);
          return slot(activity);
        }
        table[at] = key;
        table[at + HEAD] = head;
        table[at + TAIL] = tail;
        named[slot] = activity;
        size++;
        return slot;
      }
      slot = slot + 1 & mask;
    }
  }

  /** Up to eight bytes, with zeros after them. */
  private static long word(byte[] in, int from, int length) {
    if (length <= 0) {
      return 0;
    }
    if (from + Long.BYTES <= in.length) {
      long word = (long) LONGS.get(in, from);
      return length >= Long.BYTES ? word : word & (1L << 8 * length) - 1;
    }
    long word = 0;
    for (int i = Math.min(length, in.length - from) - 1; i >= 0; i--) {
      word = word << 8 | in[from + i] & 0xFF;
    }
    return word;
  }

  private boolean isId(int slot, byte[] form, int from, int length) {
    byte[] other = named[slot].form();
    int start = named[slot].colonyIdAt();
    return Arrays.equals(other, start, start + length, form, from, from + length);
  }

  private void count(int slot, long second, long tokens, long cpuMicros) {
    if (second != (int) second) {
      put(slot, second, 1, tokens, cpuMicros);
      return;
    }
    int place = place(slot, (int) second);
    table[slot * STRIDE + SECONDS + place]++;
    if ((tokens | cpuMicros) != 0) {
      spend(slot, place, tokens, cpuMicros);
    }
  }

  /** The place of a second among those of a slot, which is taken if there was none. */
  private int place(int slot, int second) {
    int at = slot * STRIDE + SECONDS;
    int used = (int) table[slot * STRIDE + USED] & COUNT;
    for (int place = 0; place < used; place++) {
      if ((int) (table[at + place] >>> Integer.SIZE) == second) {
        return place;
      }
    }
    if (used == ROOM) {
      empty(slot);
      used = 0;
    }
    table[at + used] = (long) second << Integer.SIZE;
    table[slot * STRIDE + USED]++;
    return used;
  }

  private void spend(int slot, int place, long tokens, long cpuMicros) {
    if (spent.length == 0) {
      spent = new long[slots * STRIDE];
    }
    int at = slot * STRIDE + 2 * place;
    spent[at] = Amounts.sum(spent[at], tokens);
    spent[at + 1] = Amounts.sum(spent[at + 1], cpuMicros);
    table[slot * STRIDE + USED] |= SPENT;
  }

  /** Moves a slot's seconds to where there is room. */
  private void empty(int slot) {
    int at = slot * STRIDE + SECONDS;
    int used = (int) table[slot * STRIDE + USED];
    boolean hasSpent = (used & SPENT) != 0;
    for (int place = 0; place < (used & COUNT); place++) {
      long second = table[at + place] >> Integer.SIZE;
      int events = (int) table[at + place];
      int from = slot * STRIDE + 2 * place;
      put(slot, second, events, hasSpent ? spent[from] : 0, hasSpent ? spent[from + 1] : 0);
    }
    if (hasSpent) {
      Arrays.fill(spent, slot * STRIDE, (slot + 1) * STRIDE, 0);
    }
    table[slot * STRIDE + USED] &= ~LOW;
  }

  private void put(int slot, long second, int events, long tokens, long cpuMicros) {
    if (others[slot] != null && others[slot].isFull()) {
      handOver(slot);
    }
    if (others[slot] == null) {
      others[slot] = new SecondCounts();
    }
    others[slot].add(second, events, tokens, cpuMicros);
  }

  private void handOver(int slot) {
    Activity event = named[slot];
    to.accept(new ColonyPart(kind.key(event), kind.name(event), tooLate, others[slot]));
    others[slot] = null;
  }

  /** Emits the counts, in no order, and clears them. */
  void drain() {
    if (size == 0) {
      return;
    }
    for (int slot = 0; slot < slots; slot++) {
      if (table[slot * STRIDE] != 0) {
        empty(slot);
        handOver(slot);
      }
    }
    int drained = size;
    size = 0;
    Arrays.fill(table, 0);
    Arrays.fill(named, null);
    // After a rush, the quiet must not go through all of its slots.
    if (slots > FEWEST_SLOTS && 16 * drained < slots) {
      resize(slots / 2);
    }
  }

  private void resize(int to) {
    final long[] before = table;
    final Activity[] namedBefore = named;
    final SecondCounts[] othersBefore = others;
    final long[] spentBefore = spent;
    int slotsBefore = slots;
    slots = to;
    table = new long[to * STRIDE];
    named = new Activity[to];
    others = new SecondCounts[to];
    spent = spentBefore.length == 0 ? NOTHING : new long[to * STRIDE];
    for (int slot = 0; slot < slotsBefore; slot++) {
      long key = before[slot * STRIDE];
      if (key != 0) {
        int free = (int) (key >>> Integer.SIZE) & to - 1;
        while (table[free * STRIDE] != 0) {
          free = free + 1 & to - 1;
        }
        System.arraycopy(before, slot * STRIDE, table, free * STRIDE, STRIDE);
        if ((table[free * STRIDE + USED] & SPENT) != 0) {
          System.arraycopy(spentBefore, slot * STRIDE, spent, free * STRIDE, STRIDE);
        }
        named[free] = namedBefore[slot];
        others[free] = othersBefore[slot];
      }
    }
  }
}
