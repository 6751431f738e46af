package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The colonies that events are gathered for, by id: a table of chains whose links are the colonies
 * themselves. A map of the library has a link of its own beside each value, and an event that finds
 * neither near the processor waits for both. Not thread-safe.
 */
final class OpenColonies {

  /** What was gathered for one colony; the counts are null while there are none. */
  static final class Open {
    SecondCounts inTime;
    SecondCounts late;

    /** The last event. */
    Activity last;

    /** The id as it is written. */
    private final byte[] id;

    private final int hash;
    private Open next;

    private Open(byte[] id, int hash) {
      this.id = id;
      this.hash = hash;
    }

    private boolean is(byte[] form, int from, int to) {
      return Arrays.equals(id, 0, id.length, form, from, to);
    }
  }

  private static final int FEWEST_SLOTS = 1024;

  private Open[] slots = new Open[FEWEST_SLOTS];
  private int size;

  /** The colony of an event, or null if nothing was gathered for it. */
  Open find(Activity activity) {
    int hash = activity.colonyHash();
    byte[] form = activity.form();
    int from = activity.colonyIdAt();
    int to = WrittenTexts.end(form, from);
    for (Open open = slots[hash & slots.length - 1]; open != null; open = open.next) {
      if (open.hash == hash && open.is(form, from, to)) {
        return open;
      }
    }
    return null;
  }

  /** Adds the colony of an event, which is not there. */
  Open add(Activity activity) {
    if (size == slots.length) {
      grow();
    }
    byte[] form = activity.form();
    int from = activity.colonyIdAt();
    Open open =
        new Open(
            Arrays.copyOfRange(form, from, WrittenTexts.end(form, from)), activity.colonyHash());
    link(open);
    size++;
    return open;
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** Hands over each, in no order, and forgets them. */
  void drain(Consumer<Open> to) {
    for (Open first : slots) {
      for (Open open = first; open != null; open = open.next) {
        to.accept(open);
      }
    }
    Arrays.fill(slots, null);
    size = 0;
  }

  private void grow() {
    Open[] before = slots;
    slots = new Open[2 * before.length];
    for (Open first : before) {
      Open next;
      for (Open open = first; open != null; open = next) {
        next = open.next;
        link(open);
      }
    }
  }

  private void link(Open open) {
    int slot = open.hash & slots.length - 1;
    open.next = slots[slot];
    slots[slot] = open;
  }
}
