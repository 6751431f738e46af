package ai.colonycraft.realtime.push.transport.connection;

import ai.colonycraft.realtime.push.session.CloseCode;
import java.time.Duration;

/** A connection that stays: a WebSocket, or a stream of events. Any thread may call. */
public interface LiveConnection {

  /** How long a client has to answer a close frame before its connection is aborted. */
  Duration CLOSING = Duration.ofSeconds(5);

  /** Closes it, after what was written. */
  void close(CloseCode code, String reason);

  /**
   * Gives the client a sign of life, or ends the connection if the client gave none for so long.
   */
  void ping(Duration idleTimeout);

  /** How many messages wait for the client. */
  int waiting();
}
