package ai.colonycraft.realtime.push.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads bodies of requests without blocking, each up to a length and for a time, and all that are
 * being read up to a sum. It copies what comes, and so holds no buffers of connections. Any thread
 * may use it.
 */
public final class BodyReader {

  /** Bytes of bodies that are being read at a time. */
  static final long MOST_IN_SUM = 32L << 20;

  /** There is more than is taken. */
  public static final class TooLongException extends IOException {
    TooLongException(int most) {
      super("more than " + most + " bytes");
    }
  }

  /** So much is being read that this body has no room; another time it has. */
  public static final class BusyException extends IOException {
    BusyException() {
      super("too many bodies are being read");
    }
  }

  private final Duration time;
  private final AtomicLong held = new AtomicLong();

  /**
   * A reader for all requests.
   *
   * @param time for a whole body
   */
  public BodyReader(Duration time) {
    this.time = time;
  }

  /**
   * Reads a body.
   *
   * @param most bytes at most
   * @return the body; fails with {@link TooLongException} or {@link BusyException}, or with another
   *     exception if it does not come in time or the connection ends. Whoever answers then must end
   *     the connection
   */
  public CompletableFuture<byte[]> read(Request request, int most) {
    if (request.getLength() > most) {
      return CompletableFuture.failedFuture(new TooLongException(most));
    }
    Reading reading = new Reading(request, most);
    Scheduler.Task deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(reading::late, time.toMillis(), TimeUnit.MILLISECONDS);
    reading.body.whenComplete((read, failure) -> deadline.cancel());
    reading.run();
    return reading.body;
  }

  /** One body. */
  private final class Reading implements Invocable.Task {
    private final Request request;
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private boolean over;

    Reading(Request request, int most) {
      this.request = request;
      this.most = most;
    }

    /** There is something to read. */
    @Override
    public void run() {
      IOException failure = null;
      synchronized (this) {
        if (over) {
          return;
        }
        try {
          if (!readOn()) {
            return;
          }
        } catch (IOException e) {
          failure = e;
        }
        end();
      }
      // Outside of the lock, since whoever waits goes on here.
      if (failure == null) {
        body.complete(bytes.toByteArray());
      } else {
        body.completeExceptionally(failure);
      }
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    /** Reads what there is; returns whether that is all, and is called again if not. */
    private boolean readOn() throws IOException {
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
          throw new IOException(chunk.getFailure());
        }
        try {
          take(chunk);
        } finally {
          chunk.release();
        }
        if (chunk.isLast()) {
          return true;
        }
      }
    }

    private void take(Content.Chunk chunk) throws IOException {
      int length = chunk.remaining();
      if (length > most - bytes.size()) {
        throw new TooLongException(most);
      }
      if (held.get() + length > MOST_IN_SUM) {
        throw new BusyException();
      }
      held.addAndGet(length);
      bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
    }

    private void late() {
      synchronized (this) {
        if (over) {
          return;
        }
        end();
      }
      body.completeExceptionally(new IOException("not there in " + time.toMillis() + " ms"));
    }

    private void end() {
      over = true;
      held.addAndGet(-bytes.size());
    }
  }
}
