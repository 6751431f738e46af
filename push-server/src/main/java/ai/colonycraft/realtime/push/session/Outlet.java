package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.budget.Client;
import ai.colonycraft.realtime.push.hub.Message;
import java.time.Duration;
import java.util.List;

/** The way from a session to its client. */
public interface Outlet {

  /**
   * Writes messages in order, together if it can. The session calls it again only after {@code
   * written}.
   *
   * @param messages shared with other sessions, so their payloads' positions must not move
   * @param written run once all were given to the network, by any thread, perhaps before this
   *     returns; never run if the connection fails
   */
  void write(List<Message> messages, Runnable written);

  /** Runs a task after a time, on any thread; it may be run when the connection is over. */
  void later(Duration delay, Runnable task);

  /** Runs a task when it is the client's turn, on a thread that neither feeds nor writes. */
  void work(Runnable task);

  /** What the client may use. */
  Client client();

  /** Closes the connection, after what was written. */
  void close(CloseCode code, String reason);
}
