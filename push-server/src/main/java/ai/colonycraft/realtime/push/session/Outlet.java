package ai.colonycraft.realtime.push.session;

import java.nio.ByteBuffer;
import java.util.List;

/** The way from a session to its client. */
public interface Outlet {

  /**
   * Writes text messages in order, together if it can. The session calls it again only after {@code
   * written}.
   *
   * @param messages UTF-8; shared with other sessions, so their positions must not move
   * @param written run once all were given to the network, by any thread, perhaps before this
   *     returns; never run if the connection fails
   */
  void write(List<ByteBuffer> messages, Runnable written);

  /** Closes the connection, after what was written. */
  void close(CloseCode code, String reason);
}
