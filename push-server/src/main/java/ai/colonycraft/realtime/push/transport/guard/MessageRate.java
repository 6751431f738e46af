package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.transport.connection.LiveConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Closes a WebSocket whose client sends too often. Each frame counts, whatever it is: parts of
 * messages, pings and tokens cost work too. Jetty calls its methods one at a time.
 */
final class MessageRate implements FrameHandler {

  /** Seconds of the rate that may come at once, beside the messages of a beginning. */
  private static final int BURST_SECONDS = 4;

  private final FrameHandler connection;
  private final int perSecond;
  private final int atOnce;
  private final PushMetrics metrics;
  private final Scheduler scheduler;
  private CoreSession core;
  private double left;
  private long filledAt = System.nanoTime();
  private boolean closing;

  /**
   * Takes its limits.
   *
   * @param perSecond frames a second
   * @param beginning further frames that may come at once
   */
  MessageRate(
      FrameHandler connection,
      int perSecond,
      int beginning,
      PushMetrics metrics,
      Scheduler scheduler) {
    this.connection = connection;
    this.perSecond = perSecond;
    this.atOnce = perSecond * BURST_SECONDS + beginning;
    this.left = atOnce;
    this.metrics = metrics;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpen(CoreSession coreSession, Callback callback) {
    core = coreSession;
    connection.onOpen(coreSession, callback);
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    if (frame.getOpCode() == OpCode.CLOSE || !closing && isWithinRate()) {
      connection.onFrame(frame, callback);
      return;
    }
    callback.succeeded();
    if (!closing) {
      closing = true;
      close();
    }
    core.demand();
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    connection.onError(cause, callback);
  }

  @Override
  public void onClosed(CloseStatus closeStatus, Callback callback) {
    connection.onClosed(closeStatus, callback);
  }

  private boolean isWithinRate() {
    long now = System.nanoTime();
    left = Math.min(atOnce, left + (now - filledAt) / 1e9 * perSecond);
    filledAt = now;
    left--;
    return left >= 0;
  }

  private void close() {
    metrics.protocolErrors.increment();
    String error =
        "{\"error\":{\"code\":\"too_many_messages\",\"message\":\"expected at most %d a second\"}}"
            .formatted(perSecond);
    ByteBuffer bytes = ByteBuffer.wrap(error.getBytes(StandardCharsets.UTF_8));
    core.sendFrame(new Frame(OpCode.TEXT, bytes), Callback.NOOP, false);
    core.close(CloseCode.TOO_MANY_MESSAGES.code(), "too many messages", Callback.NOOP);
    // A client that does not answer would hold its place until the idle timeout.
    scheduler.schedule(core::abort, LiveConnection.CLOSING.toMillis(), TimeUnit.MILLISECONDS);
  }
}
