package ai.colonycraft.realtime.jobs.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest sums among any number of keys, in bounded memory: Space-Saving of Metwally, Agrawal
 * and El Abbadi ("Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT
 * 2005), with weights. When all places are taken, a newcomer takes that of the smallest and
 * inherits its rank, so that no heavy key can be kept out.
 *
 * <p>Exact while there were no more keys than places. Beyond that a key's {@link Entry#sum} counts
 * only what came since it last took a place: never too much. Not thread-safe.
 *
 * @param <K> key
 */
public final class HeavyHitters<K> {

  /** A key with a place. */
  public static final class Entry<K> {
    private final K key;
    private String name;
    private double sum;
    private double rank;
    private int at;

    Entry(K key, String name, double rank) {
      this.key = key;
      this.name = name;
      this.rank = rank;
    }

    /** Which key it is. */
    public K key() {
      return key;
    }

    /** The last name given with the key; may be null. */
    public String name() {
      return name;
    }

    /** What the key added since it has this place. */
    public double sum() {
      return sum;
    }

    /** At least what the key ever added: what places are given by. */
    public double rank() {
      return rank;
    }
  }

  private final int capacity;
  private final Map<K, Entry<K>> entries = new HashMap<>();

  /** A binary heap, smallest rank first; entries know where they are. */
  private final List<Entry<K>> heap = new ArrayList<>();

  /** Takes how many keys to keep, at least 1. */
  public HeavyHitters(int capacity) {
    this.capacity = capacity;
  }

  /** Adds to a key's sum, giving it a place if it has none. */
  public void add(K key, String name, double amount) {
    Entry<K> entry = entries.get(key);
    if (entry == null) {
      double inherited = heap.size() < capacity ? 0 : evict();
      entry = enter(new Entry<>(key, name, inherited));
    }
    if (name != null && !name.equals(entry.name)) {
      entry.name = name;
    }
    entry.sum += amount;
    entry.rank += amount;
    down(entry.at);
  }

  /** Whether a key has a place. */
  public boolean contains(K key) {
    return entries.containsKey(key);
  }

  /** Whether a key without a place would get one for this sum: one is free, or holds less. */
  public boolean admits(double sum) {
    return heap.size() < capacity || heap.get(0).rank < sum;
  }

  /**
   * Gives a place to a key without one, whose sum is known from elsewhere, if that is admitted.
   *
   * @return what had to give way, with its sum; null if nothing had to, or the key got no place
   */
  public Entry<K> offer(K key, String name, double sum) {
    if (!admits(sum)) {
      return null;
    }
    Entry<K> displaced = null;
    if (heap.size() >= capacity) {
      displaced = heap.get(0);
      remove(displaced.key);
    }
    enter(new Entry<>(key, name, sum)).sum = sum;
    return displaced;
  }

  /** Puts back an entry as it was; for restoring state. Ignored if all places are taken. */
  public void restore(K key, String name, double sum, double rank) {
    if (heap.size() < capacity && !entries.containsKey(key)) {
      Entry<K> entry = enter(new Entry<>(key, name, rank));
      entry.sum = sum;
      up(entry.at);
    }
  }

  /** Removes a key, if it has a place. */
  public void remove(K key) {
    Entry<K> entry = entries.remove(key);
    if (entry != null) {
      Entry<K> last = heap.remove(heap.size() - 1);
      if (last != entry) {
        place(last, entry.at);
        down(last.at);
        up(last.at);
      }
    }
  }

  /** The largest, by rank and then by key, at most {@code n}. */
  public List<Entry<K>> top(int n, Comparator<K> ties) {
    Comparator<Entry<K>> order =
        Comparator.<Entry<K>>comparingDouble(Entry::rank)
            .reversed()
            .thenComparing(Entry::key, ties);
    return heap.stream().sorted(order).limit(n).toList();
  }

  /** Every key with a place, in no order; a view that later changes show in. */
  public Iterable<Entry<K>> entries() {
    return heap;
  }

  /** Keys with a place. */
  public int size() {
    return heap.size();
  }

  private double evict() {
    Entry<K> smallest = heap.get(0);
    remove(smallest.key);
    return smallest.rank;
  }

  private Entry<K> enter(Entry<K> entry) {
    entries.put(entry.key, entry);
    entry.at = heap.size();
    heap.add(entry);
    up(entry.at);
    return entry;
  }

  private void up(int from) {
    int at = from;
    Entry<K> entry = heap.get(at);
    while (at > 0 && heap.get((at - 1) / 2).rank > entry.rank) {
      place(heap.get((at - 1) / 2), at);
      at = (at - 1) / 2;
    }
    place(entry, at);
  }

  private void down(int from) {
    int at = from;
    Entry<K> entry = heap.get(at);
    while (2 * at + 1 < heap.size()) {
      int child = 2 * at + 1;
      if (child + 1 < heap.size() && heap.get(child + 1).rank < heap.get(child).rank) {
        child++;
      }
      if (heap.get(child).rank >= entry.rank) {
        break;
      }
      place(heap.get(child), at);
      at = child;
    }
    place(entry, at);
  }

  private void place(Entry<K> entry, int at) {
    heap.set(at, entry);
    entry.at = at;
  }
}
