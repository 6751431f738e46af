package ai.colonycraft.realtime.push.transport.sse;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.session.ClientSession;
import ai.colonycraft.realtime.push.session.CloseCode;
import ai.colonycraft.realtime.push.session.Outlet;
import ai.colonycraft.realtime.push.transport.connection.Connections;
import ai.colonycraft.realtime.push.transport.connection.LiveConnection;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of server-sent events: the body of a response that does not end, one write of it at a
 * time. <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">The format</a> is
 * text: a message is an event, with its kind as {@code event:} unless it is plain, and with {@code
 * id:} if it has a place.
 */
final class EventConnection implements Outlet, LiveConnection {

  private static final Logger LOG = LoggerFactory.getLogger(EventConnection.class);

  /** How long a client waits that was cut off; it has no back-off of its own. */
  private static final int RETRY_MILLIS = 2_000;

  private static final Duration LAST_WRITE = Duration.ofSeconds(2);
  private static final String HEARTBEAT = "heartbeat";
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] END = ascii("\n\n");

  private final Response response;
  private final Callback callback;
  private final Connections connections;
  private final Scheduler scheduler;
  private final EndPoint endPoint;
  private final BiConsumer<EventId, Message> places;
  private final EventId id;
  private final Client client;
  private final ClientSession session;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Object lock = new Object();
  private boolean writing;
  private byte[] lastWords;

  /**
   * Takes its surroundings.
   *
   * @param id where the client was
   * @param places notes the place of a message in an id
   * @param sessions makes the session that writes to this connection
   */
  EventConnection(
      Request request,
      Response response,
      Callback callback,
      Connections connections,
      Scheduler scheduler,
      EventId id,
      BiConsumer<EventId, Message> places,
      Function<Outlet, ClientSession> sessions) {
    this.response = response;
    this.callback = callback;
    this.connections = connections;
    this.scheduler = scheduler;
    this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    this.id = id;
    this.places = places;
    this.client = RequestClient.of(request);
    this.session = sessions.apply(this);
  }

  /** Sends the head; the session may write from then on. */
  void open(Runnable begin) {
    synchronized (lock) {
      writing = true;
    }
    connections.opened(this);
    ByteBuffer head = ByteBuffer.wrap(ascii("retry: " + RETRY_MILLIS + "\n\n"));
    response.write(false, head, Callback.from(() -> done(begin), this::failed));
  }

  ClientSession session() {
    return session;
  }

  @Override
  public void write(List<Message> messages, Runnable written) {
    synchronized (lock) {
      if (lastWords != null || over.get()) {
        return;
      }
      writing = true;
    }
    ByteBuffer text = text(messages);
    long bytes = text.remaining();
    client.beginWrite(bytes);
    response.write(
        false,
        text,
        Callback.from(
            () -> {
              client.endWrite(bytes);
              done(written);
            },
            this::failed));
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
    byte[] words =
        ascii(
            "event: close\ndata: {\"code\":%d,\"reason\":\"%s\"}\n\n"
                .formatted(code.code(), reason));
    synchronized (lock) {
      if (lastWords != null || over.get()) {
        return;
      }
      lastWords = words;
      if (writing) {
        // If the client does not even take what is under way, it can't get the reason.
        later(LAST_WRITE, this::abort);
        return;
      }
      writing = true;
    }
    end();
  }

  @Override
  public void ping(Duration idleTimeout) {
    // A client that has gone is noticed by a write that fails, one that takes nothing by the idle
    // timeout of its connection, during a write.
    session.heartbeat();
  }

  /** The connection is over, for whatever reason. */
  void failed(Throwable failure) {
    if (finish()) {
      LOG.debug("A stream of events failed", failure);
      callback.failed(failure);
    }
  }

  private void done(Runnable written) {
    boolean closing;
    synchronized (lock) {
      closing = lastWords != null;
      writing = closing;
    }
    if (closing) {
      end();
    } else {
      written.run();
    }
  }

  private void end() {
    response.write(
        true,
        ByteBuffer.wrap(lastWords),
        Callback.from(
            () -> {
              if (finish()) {
                callback.succeeded();
              }
            },
            this::failed));
  }

  private void abort() {
    if (!over.get()) {
      endPoint.close();
      failed(new IOException("the client reads nothing"));
    }
  }

  private boolean finish() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    connections.closed(this);
    session.closed();
    return true;
  }

  private ByteBuffer text(List<Message> messages) {
    byte[][] heads = new byte[messages.size()][];
    int length = 0;
    for (int i = 0; i < heads.length; i++) {
      heads[i] = head(messages.get(i));
      length += heads[i].length + messages.get(i).payload().remaining() + END.length;
    }
    ByteBuffer text = ByteBuffer.allocate(length);
    for (int i = 0; i < heads.length; i++) {
      text.put(heads[i]);
      if (!messages.get(i).kind().equals(HEARTBEAT)) {
        text.put(messages.get(i).payload().slice());
      }
      text.put(END);
    }
    return text.flip();
  }

  private byte[] head(Message message) {
    if (message.kind().equals(HEARTBEAT)) {
      return ascii(":");
    }
    StringBuilder head = new StringBuilder();
    if (message.hasSequence()) {
      places.accept(id, message);
      head.append("id: ").append(id).append('\n');
    }
    if (!message.kind().equals(Message.PLAIN)) {
      head.append("event: ").append(message.kind()).append('\n');
    }
    return head.isEmpty() ? DATA : ascii(head.append("data: ").toString());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int waiting() {
    return session.waiting();
  }
}
