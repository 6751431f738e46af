package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;

/**
 * What may wait for clients, and for the server, in memory.
 *
 * @param bytes what may wait for all clients together; 0 for an eighth of the heap
 * @param sendBufferBytes asked of the kernel for what waits to be sent on a connection; Linux takes
 *     twice as much
 * @param receiveBufferBytes asked of the kernel for what waits to be read on a connection
 */
public record WaitingConfig(int bytes, int sendBufferBytes, int receiveBufferBytes) {

  private static final int PART_OF_HEAP = 8;

  private static final Setting<Integer> BYTES =
      Setting.wholeNumber(
          "http.waiting-bytes",
          0,
          Integer.MAX_VALUE,
          0,
          "what may wait for all clients together, in bytes; 0 for an eighth of the heap");
  private static final Setting<Integer> SEND_BUFFER =
      buffer("http.send-buffer-bytes", "to be sent on one connection");
  private static final Setting<Integer> RECEIVE_BUFFER =
      buffer("http.receive-buffer-bytes", "to be read on one connection");

  static final List<Setting<?>> SETTINGS = List.of(BYTES, SEND_BUFFER, RECEIVE_BUFFER);

  /** What may wait for all clients together, in bytes. */
  public long limit() {
    return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }

  static WaitingConfig read(Settings settings) {
    return new WaitingConfig(
        settings.get(BYTES), settings.get(SEND_BUFFER), settings.get(RECEIVE_BUFFER));
  }

  private static Setting<Integer> buffer(String name, String what) {
    return Setting.wholeNumber(
        name, 4_096, 16_777_216, 65_536, "what the kernel keeps that waits " + what + ", in bytes");
  }
}
