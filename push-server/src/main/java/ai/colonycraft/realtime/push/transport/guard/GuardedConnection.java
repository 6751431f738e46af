package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.security.Access;
import ai.colonycraft.realtime.push.security.Caller;
import ai.colonycraft.realtime.push.security.Gate;
import ai.colonycraft.realtime.push.security.Scope;
import ai.colonycraft.realtime.push.security.TokenException;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.transport.connection.AdmittedConnection;
import ai.colonycraft.realtime.push.transport.connection.LiveConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Stands between a client with a token and a connection of any kind.
 *
 * <p>The connection is opened once the client is known: at once if the upgrade had a token, or
 * after a first message {@code {"action":"authenticate","token":"…"}}, for which there is a
 * deadline. Each later message of that kind renews the token; one that sees other data ends the
 * connection, which the client then opens anew. When the token ends, so does the connection. All
 * other frames go through untouched.
 *
 * <p>Jetty calls the methods of {@link FrameHandler} one at a time; a timer may come between.
 */
final class GuardedConnection implements FrameHandler {

  /** Renewals that may be refused before the connection is closed. */
  static final int MOST_BAD_RENEWALS = 5;

  private final FrameHandler guarded;
  private final Scope scope;
  private final GuardContext context;
  private final Scheduler scheduler;
  private Optional<Caller> caller;
  private int badRenewals;
  private CoreSession core;
  private volatile boolean closing;

  /** Guarded by {@code this}, as is {@link #isClosed}. */
  private Scheduler.Task timer;

  private boolean isClosed;

  GuardedConnection(
      FrameHandler guarded,
      Gate.Verdict verdict,
      String path,
      GuardContext context,
      Scheduler scheduler) {
    this.guarded = guarded;
    this.scope = Access.needed(path).orElseThrow();
    this.caller = verdict instanceof Gate.Admitted admitted ? admitted.caller() : Optional.empty();
    this.context = context;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpen(CoreSession coreSession, Callback callback) {
    core = coreSession;
    if (caller.isPresent()) {
      endWith(caller.get());
      open(caller.get(), callback);
      return;
    }
    after(
        context.deadline(),
        () -> {
          context.metrics().tokensRefused.increment(Refusal.NO_TOKEN);
          close(CloseCode.NOT_ALLOWED, "no token came in time");
        });
    callback.succeeded();
    core.demand();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    if (closing && frame.getOpCode() != OpCode.CLOSE) {
      callback.succeeded();
      core.demand();
      return;
    }
    if (frame.getOpCode() == OpCode.TEXT && frame.isFin()) {
      ByteBuffer payload = frame.getPayload();
      String token = Authentication.token(payload == null ? BufferUtil.EMPTY_BUFFER : payload);
      if (token != null) {
        callback.succeeded();
        authenticate(token);
        return;
      }
    }
    if (caller.isPresent()) {
      guarded.onFrame(frame, callback);
      return;
    }
    switch (frame.getOpCode()) {
      case OpCode.CLOSE -> callback.succeeded();
      case OpCode.PING, OpCode.PONG -> {
        callback.succeeded();
        core.demand();
      }
      default -> {
        callback.succeeded();
        context.metrics().tokensRefused.increment(Refusal.NO_TOKEN);
        close(
            CloseCode.NOT_ALLOWED,
            "the first message must be {\"action\":\"authenticate\",\"token\":…}");
        core.demand(); // Until the client's own close, or its end.
      }
    }
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    if (caller.isPresent()) {
      guarded.onError(cause, callback);
    } else {
      callback.succeeded();
    }
  }

  @Override
  public void onClosed(CloseStatus closeStatus, Callback callback) {
    synchronized (this) {
      isClosed = true;
      cancelTimer();
    }
    if (caller.isPresent()) {
      guarded.onClosed(closeStatus, callback);
    } else {
      callback.succeeded();
    }
  }

  private void authenticate(String token) {
    boolean isFirst = caller.isEmpty();
    Caller known;
    try {
      known = context.gate().check(token, scope);
    } catch (TokenException e) {
      refuse(isFirst, e);
      return;
    }
    if (!isFirst && !known.visibility().equals(caller.get().visibility())) {
      // What was sent and what waits was chosen for the token before.
      close(CloseCode.TOKEN_ENDED, "the new token sees other data than the one before");
      core.demand();
      return;
    }
    caller = Optional.of(known);
    endWith(known);
    reply("{\"authenticated\":{\"expires\":" + known.expires().toEpochMilli() + "}}");
    if (isFirst) {
      open(known, Callback.NOOP); // Which demands the next frame.
    } else {
      core.demand();
    }
  }

  private void open(Caller known, Callback callback) {
    ((AdmittedConnection) guarded).admit(known.visibility());
    guarded.onOpen(core, callback);
  }

  private void refuse(boolean isFirst, TokenException refused) {
    context.metrics().tokensRefused.increment(refused.refusal());
    context.log().refused(refused.refusal(), refused.getMessage());
    if (isFirst || ++badRenewals >= MOST_BAD_RENEWALS) {
      close(CloseCode.NOT_ALLOWED, refused.getMessage());
      core.demand();
      return;
    }
    reply(Authentication.refusal(refused.getMessage()));
    core.demand();
  }

  private void endWith(Caller known) {
    Instant end = known.expires().plus(context.clockSkew());
    after(
        Duration.between(context.clock().instant(), end),
        () -> {
          context.metrics().tokensEnded.increment();
          close(CloseCode.TOKEN_ENDED, "the token ended");
        });
  }

  private synchronized void after(Duration delay, Runnable action) {
    cancelTimer();
    if (!isClosed) {
      timer = scheduler.schedule(action, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void reply(String json) {
    ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    core.sendFrame(new Frame(OpCode.TEXT, bytes), Callback.NOOP, false);
  }

  private void close(CloseCode code, String reason) {
    closing = true;
    core.close(code.code(), shortened(reason), Callback.NOOP);
    // A client that does not answer would hold its place until the idle timeout.
    after(LiveConnection.CLOSING, core::abort);
  }

  /** A close frame holds 123 bytes of reason (RFC 6455, 5.5). */
  private static String shortened(String reason) {
    return reason.length() <= 120 ? reason : reason.substring(0, 119) + "…";
  }
}
