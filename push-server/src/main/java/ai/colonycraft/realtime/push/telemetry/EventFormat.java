package ai.colonycraft.realtime.push.telemetry;

/** A format of bytes from outside that become events of services. Any thread may use it. */
@FunctionalInterface
interface EventFormat {

  /**
   * Reads events.
   *
   * @param bytes a whole body or record
   * @param events takes them, and what is refused alone
   * @throws UnreadableException if the bytes are not of the format, so that nothing can be taken
   */
  void read(byte[] bytes, EventCollector events) throws UnreadableException;
}
