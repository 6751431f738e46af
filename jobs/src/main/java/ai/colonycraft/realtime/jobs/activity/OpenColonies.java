package ai.colonycraft.realtime.jobs.activity;

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
    final String id;
    String name;
    SecondCounts inTime;
    SecondCounts late;
    private final int hash;
    private Open next;

    private Open(String id, int hash) {
      this.id = id;
      this.hash = hash;
    }
  }

  private static final int FEWEST_SLOTS = 1024;

  private Open[] slots = new Open[FEWEST_SLOTS];
  private int size;

  /** The colony of this id, or null if nothing was gathered for it. */
  Open find(String id) {
    int hash = spread(id);
    for (Open open = slots[hash & slots.length - 1]; open != null; open = open.next) {
      if (open.hash == hash && open.id.equals(id)) {
        return open;
      }
    }
    return null;
  }

  /** Adds a colony that is not there. */
  Open add(String id) {
    if (size == slots.length) {
      grow();
    }
    Open open = new Open(id, spread(id));
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

  /** The high bits of a text's hash take part in the slot too. */
  private static int spread(String id) {
    int hash = id.hashCode();
    return hash ^ hash >>> 16;
  }
}
