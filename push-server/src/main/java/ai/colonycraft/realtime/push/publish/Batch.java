package ai.colonycraft.realtime.push.publish;

import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records that one request brought, and how far they are. The publishing thread alone calls {@link
 * #next} and {@link #sent}; any thread may call the others.
 */
final class Batch {

  private final List<Outgoing> records;
  private final long endNanos;
  private final long bytes;
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final AtomicInteger unconfirmed;
  private int sent;

  /**
   * Takes the records.
   *
   * @param records one at least, of one topic
   * @param endNanos when the wait for the topic ends, in {@link System#nanoTime}
   */
  Batch(List<Outgoing> records, long endNanos) {
    this.records = List.copyOf(records);
    this.endNanos = endNanos;
    this.bytes = records.stream().mapToLong(Batch::bytes).sum();
    this.unconfirmed = new AtomicInteger(records.size());
  }

  /** Length of a record's value. */
  static long bytes(Outgoing record) {
    return record.value() == null ? 0 : record.value().length;
  }

  /** Of the request that brought it; null if none did. */
  String requestId() {
    return records.get(0).requestId();
  }

  String topic() {
    return records.get(0).topic();
  }

  /** Length of the values of all records. */
  long bytes() {
    return bytes;
  }

  /** Done when the brokers have all records. */
  CompletableFuture<Void> written() {
    return written;
  }

  /** Whether it waited too long for its topic. */
  boolean isLate() {
    return System.nanoTime() > endNanos;
  }

  /** The next record to send; null if all were sent, or it has failed. */
  Outgoing next() {
    return sent == records.size() || written.isDone() ? null : records.get(sent);
  }

  /** The next record was given to the producer. */
  void sent() {
    sent++;
  }

  /** The brokers have one more record; returns whether they have all, for the first time. */
  boolean confirmed() {
    return unconfirmed.decrementAndGet() == 0 && written.complete(null);
  }

  /** It is not written; returns whether that was not known yet. */
  boolean fail(String cause) {
    return written.completeExceptionally(new UnavailableException(cause));
  }
}
