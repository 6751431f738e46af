package ai.colonycraft.realtime.jobs.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be closed in the reverse order. Safe when the end comes in the middle of the
 * start: what is added after it is closed at once.
 */
final class Closing implements AutoCloseable {

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /**
   * Remembers what was just started, and returns it.
   *
   * @throws IllegalStateException if all was closed already; then the argument is too
   */
  synchronized <T extends AutoCloseable> T add(T started) {
    open.push(started);
    if (closed) {
      closeAll();
      throw new IllegalStateException("stopped while starting");
    }
    return started;
  }

  /** Closes all; one that fails is named in the log and does not keep the others. */
  @Override
  public synchronized void close() {
    closed = true;
    closeAll();
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        Log.LOG.warn("Closing {}: {}", next.getClass().getSimpleName(), e.toString(), e);
      }
    }
  }

  /** Apart, so that the logging is set up before the first logger is made. */
  private static final class Log {
    static final Logger LOG = LoggerFactory.getLogger(Closing.class);
  }
}
