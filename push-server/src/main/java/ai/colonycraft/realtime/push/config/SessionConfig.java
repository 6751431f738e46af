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
 * @param messagesPerSecond messages a second from a client; for four seconds, and for each
 *     subscription that it may have one, they may come at once
 */
public record SessionConfig(
    int queue, int subscriptions, int errors, int messageBytes, int messagesPerSecond) {

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

  private static final Setting<Integer> MESSAGES_PER_SECOND =
      Setting.wholeNumber(
          "session.messages-per-second",
          1,
          1_000_000,
          50,
          "messages a second from a client, above which it is closed");

  static final List<Setting<?>> SETTINGS =
      List.of(QUEUE, SUBSCRIPTIONS, ERRORS, MESSAGE_BYTES, MESSAGES_PER_SECOND);

  static SessionConfig read(Settings settings) {
    return new SessionConfig(
        settings.get(QUEUE),
        settings.get(SUBSCRIPTIONS),
        settings.get(ERRORS),
        settings.get(MESSAGE_BYTES),
        settings.get(MESSAGES_PER_SECOND));
  }
}
