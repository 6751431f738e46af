package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.util.List;

/**
 * What one connection may use.
 *
 * @param queue series that may wait for one slow reader before it is resynchronized whole
 * @param subscriptions subscriptions of one connection
 * @param errors refused messages after which a connection is closed
 * @param messageBytes length of one message from a client, in bytes
 */
public record SessionConfig(int queue, int subscriptions, int errors, int messageBytes) {

  private static final Setting<Integer> QUEUE =
      Setting.wholeNumber(
          "session.queue",
          1,
          1_000_000,
          1_000,
          "series that may wait for a slow reader before it is resynchronized whole");
  private static final Setting<Integer> SUBSCRIPTIONS =
      Setting.wholeNumber(
          "session.subscriptions", 1, 100_000, 100, "subscriptions of one connection");
  private static final Setting<Integer> ERRORS =
      Setting.wholeNumber(
          "session.errors", 1, 1_000_000, 10, "refused messages that close a connection");
  private static final Setting<Integer> MESSAGE_BYTES =
      Setting.wholeNumber(
          "session.message-bytes", 64, 1_048_576, 4_096, "length of a client's message in bytes");

  static final List<Setting<?>> SETTINGS = List.of(QUEUE, SUBSCRIPTIONS, ERRORS, MESSAGE_BYTES);

  static SessionConfig read(Settings settings) {
    return new SessionConfig(
        settings.get(QUEUE),
        settings.get(SUBSCRIPTIONS),
        settings.get(ERRORS),
        settings.get(MESSAGE_BYTES));
  }
}
