package ai.colonycraft.realtime.push.transport.stream;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.session.ClientSession;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.session.Outlet;
import ai.colonycraft.realtime.push.transport.connection.AdmittedConnection;
import ai.colonycraft.realtime.push.transport.connection.Connections;
import ai.colonycraft.realtime.push.transport.connection.LiveConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: frames of Jetty on one side, a {@link ClientSession} on the other.
 *
 * <p>Jetty calls the methods of {@link FrameHandler} one at a time for a connection, {@code
 * onClosed} last. The next frame is read only when the one before is dealt with, its answer
 * included.
 */
final class StreamConnection implements FrameHandler, Outlet, LiveConnection, AdmittedConnection {

  private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

  private final Connections connections;
  private final Scheduler scheduler;
  private final int messageBytes;
  private final FrameCache frames;
  private final Function<Runnable, Client> clients;
  private final BiFunction<Outlet, Visibility, ClientSession> sessions;
  private Visibility visibility;

  /** Null until the connection opens, as is the session. */
  private Client client;

  private ClientSession session;

  private ByteArrayOutputStream text;
  private volatile boolean closing;
  private volatile CoreSession core;
  private volatile long heardAt = System.nanoTime();

  /**
   * Takes its surroundings.
   *
   * @param messageBytes length of one message from the client
   * @param frames of all connections
   * @param clients opens what the client may use, given what ends the connection at once
   * @param sessions makes the session that writes to this connection, for what its client sees
   */
  StreamConnection(
      Connections connections,
      Scheduler scheduler,
      int messageBytes,
      FrameCache frames,
      Function<Runnable, Client> clients,
      BiFunction<Outlet, Visibility, ClientSession> sessions) {
    this.connections = connections;
    this.scheduler = scheduler;
    this.messageBytes = messageBytes;
    this.frames = frames;
    this.clients = clients;
    this.sessions = sessions;
  }

  @Override
  public void admit(Visibility seen) {
    visibility = seen;
  }

  @Override
  public void onOpen(CoreSession coreSession, Callback callback) {
    core = coreSession;
    client = clients.apply(coreSession::abort);
    session = sessions.apply(this, visibility);
    connections.opened(this);
    session.open();
    callback.succeeded();
    coreSession.demand();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    heardAt = System.nanoTime();
    if (closing && frame.getOpCode() != OpCode.CLOSE) {
      callback.succeeded();
      core.demand();
      return;
    }
    switch (frame.getOpCode()) {
      case OpCode.TEXT, OpCode.CONTINUATION -> {
        onText(frame);
        callback.succeeded();
        core.demand();
      }
      case OpCode.PING -> {
        // A client that pings and does not read waits for its pong.
        Frame pong = new Frame(OpCode.PONG, BufferUtil.copy(frame.getPayload()));
        callback.succeeded();
        core.sendFrame(pong, Callback.from(core::demand, failure -> {}), false);
      }
      case OpCode.CLOSE -> callback.succeeded();
      case OpCode.BINARY -> {
        session.refuse("not_text", "expected a text message");
        callback.succeeded();
        core.demand();
      }
      default -> {
        callback.succeeded();
        core.demand();
      }
    }
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    LOG.debug("A connection failed", cause);
    callback.succeeded();
  }

  @Override
  public void onClosed(CloseStatus closeStatus, Callback callback) {
    connections.closed(this);
    session.closed();
    client.close();
    callback.succeeded();
  }

  @Override
  public void write(List<Message> messages, Runnable written) {
    long bytes = messages.stream().mapToLong(message -> message.payload().remaining()).sum();
    client.beginWrite(bytes);
    write(
        messages,
        Callback.from(
            () -> {
              client.endWrite(bytes);
              written.run();
            },
            failure -> LOG.debug("A write failed", failure)));
  }

  private void write(List<Message> messages, Callback done) {
    ByteBuffer first = messages.get(0).payload();
    if (first.remaining() <= core.getMaxFrameSize()) {
      core.sendFrame(frames.frame(messages), done, false);
      return;
    }
    // Jetty sends it in fragments, and must see it alone for that.
    boolean isLast = messages.size() == 1;
    core.sendFrame(new Frame(OpCode.TEXT, first.slice()), isLast ? done : Callback.NOOP, false);
    if (!isLast) {
      write(messages.subList(1, messages.size()), done);
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void work(Runnable task) {
    client.work(task);
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closing = true;
    core.close(code.code(), reason, Callback.NOOP);
    // A client that does not answer would hold its place until the idle timeout.
    later(CLOSING, core::abort);
  }

  /**
   * Asks the client for a sign of life, or ends the connection if there was none for too long.
   *
   * <p>Jetty's own idle timeout does not see such a client, since each ping is traffic to it.
   */
  @Override
  public void ping(Duration idleTimeout) {
    if (System.nanoTime() - heardAt > idleTimeout.toNanos()) {
      core.abort();
    } else {
      core.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
    }
  }

  private void onText(Frame frame) {
    if (text == null) {
      if (frame.getOpCode() == OpCode.CONTINUATION) {
        return; // Of a binary message, which was refused at its first frame.
      }
      text = new ByteArrayOutputStream(frame.getPayloadLength());
    }
    if (text.size() + frame.getPayloadLength() > messageBytes) {
      text = null;
      close(CloseCode.TOO_LARGE, "a message has more than " + messageBytes + " bytes");
      return;
    }
    if (frame.hasPayload()) {
      text.writeBytes(BufferUtil.toArray(frame.getPayload()));
    }
    if (frame.isFin()) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
      text = null;
      try {
        session.receive(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
      } catch (CharacterCodingException e) {
        close(CloseCode.NOT_UTF_8, "a text message is not UTF-8");
      }
    }
  }

  @Override
  public int waiting() {
    return session.waiting();
  }
}
