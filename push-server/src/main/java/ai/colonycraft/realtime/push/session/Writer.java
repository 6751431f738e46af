package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Writes what there is for a client, one batch at a time, the next when the one before is written.
 * Any thread may call {@link #send}.
 */
final class Writer {

  private final Outlet outlet;
  private final Supplier<List<Message>> source;
  private final PushMetrics metrics;
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicBoolean news = new AtomicBoolean();

  /**
   * Takes its two ends.
   *
   * @param source gives the next batch, empty if there is nothing; never called twice at a time
   */
  Writer(Outlet outlet, Supplier<List<Message>> source, PushMetrics metrics) {
    this.outlet = outlet;
    this.source = source;
    this.metrics = metrics;
  }

  /** Makes sure that what the source has now will be written. */
  void send() {
    news.set(true);
    writeOn();
  }

  /** Whether a write is under way. */
  boolean isWriting() {
    return writing.get();
  }

  /** Writes until there is no news, unless a write is under way, which does so at its end. */
  private void writeOn() {
    while (news.get() && writing.compareAndSet(false, true)) {
      news.set(false);
      List<Message> batch = source.get();
      if (batch.isEmpty()) {
        writing.set(false);
        continue;
      }
      AtomicBoolean oneIsDone = new AtomicBoolean();
      outlet.write(
          batch,
          () -> {
            metrics.delivered.add(batch.size());
            news.set(true);
            writing.set(false);
            // A write that ends at once is followed by this loop, not by a deeper call.
            if (!oneIsDone.compareAndSet(false, true)) {
              writeOn();
            }
          });
      if (oneIsDone.compareAndSet(false, true)) {
        return;
      }
    }
  }
}
