package ai.colonycraft.realtime.push.session;

/**
 * One client's connection, seen from the transport, which calls these methods not two at a time but
 * for {@link #closed} and {@link #heartbeat}.
 */
public interface ClientSession {

  /** The client can be written to. */
  void open();

  /** The client sent a text message. */
  void receive(String text);

  /**
   * The client sent something that is not a text message: it gets an error, and is closed if that
   * was once too often.
   *
   * @param code a word that programs can rely on
   */
  void refuse(String code, String message);

  /** A sign of life is due; for a connection that has none of its own. Any thread may call. */
  void heartbeat();

  /** The connection is over; the session leaves nothing behind. */
  void closed();

  /** How many messages wait to be written. Any thread may ask. */
  int waiting();
}
