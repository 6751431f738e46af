package ai.colonycraft.realtime.push.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * What waits to be written, by topic and in order. Each topic has a bound of its own, so that one
 * that the brokers do not take leaves the others their room. Any thread may use it.
 */
final class Lanes {

  private static final class Lane {
    private final Queue<Batch> batches = new ArrayDeque<>();
    private long bytes;
  }

  private final int most;
  private final long mostBytes;
  private final Map<String, Lane> lanes = new HashMap<>();
  private boolean closed;

  /**
   * Takes the bounds of a topic.
   *
   * @param most batches
   * @param mostBytes bytes of values; where nothing waits, a batch may have more
   */
  Lanes(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Adds a batch at the end; false if too much waits, or nothing is taken any more. */
  synchronized boolean offer(Batch batch) {
    if (closed) {
      return false;
    }
    Lane lane = lanes.computeIfAbsent(batch.topic(), topic -> new Lane());
    boolean fits = lane.batches.isEmpty() || lane.bytes + batch.bytes() <= mostBytes;
    if (!fits || lane.batches.size() >= most) {
      return false;
    }
    lane.batches.add(batch);
    lane.bytes += batch.bytes();
    notifyAll();
    return true;
  }

  /** The first batch of each topic. */
  synchronized List<Batch> firsts() {
    return lanes.values().stream().map(lane -> lane.batches.peek()).toList();
  }

  /** Takes away the first batch of its topic, and returns the next one; null if there is none. */
  synchronized Batch remove(Batch first) {
    Lane lane = lanes.get(first.topic());
    lane.batches.remove();
    lane.bytes -= first.bytes();
    Batch next = lane.batches.peek();
    if (next == null) {
      lanes.remove(first.topic());
    }
    return next;
  }

  /** Waits until something is added, for a time at most. */
  synchronized void await(long millis) throws InterruptedException {
    wait(millis);
  }

  /** Waits until there is something, for a time at most. */
  synchronized void awaitFirst(long millis) throws InterruptedException {
    if (lanes.isEmpty()) {
      wait(millis);
    }
  }

  /** How many batches wait. */
  synchronized int size() {
    return lanes.values().stream().mapToInt(lane -> lane.batches.size()).sum();
  }

  /** Takes no more; returns what waits. */
  synchronized List<Batch> close() {
    closed = true;
    List<Batch> left = new ArrayList<>();
    lanes.values().forEach(lane -> left.addAll(lane.batches));
    lanes.clear();
    return left;
  }
}
