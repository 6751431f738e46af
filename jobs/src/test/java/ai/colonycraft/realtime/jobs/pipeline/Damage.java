package ai.colonycraft.realtime.jobs.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The ways in which a record can be no event, each with the reason for which it is refused. */
enum Damage {
  TRUNCATED("not_json", event -> bytes(text(event).substring(0, text(event).length() / 2))),
  NOT_UTF8("not_json", event -> withByte(bytes(text(event)), (byte) 0xFF)),
  UTF_16("not_json", event -> text(event).getBytes(StandardCharsets.UTF_16)),
  MORE_AFTER_ITS_END("not_json", event -> bytes(text(event) + text(event))),
  EMPTY("not_json", event -> new byte[0]),
  NO_VALUE("not_json", event -> null),
  A_LIST("not_an_object", event -> bytes("[" + text(event) + "]")),
  A_NUMBER("not_an_object", event -> bytes("42")),
  NO_TYPE("missing_field", event -> bytes(without(event, "type"))),
  NO_USER("missing_field", event -> bytes(without(event, "userId"))),
  NO_TIMESTAMP("missing_field", event -> bytes(without(event, "timestamp"))),
  NUMBER_AS_USER("wrong_type", event -> bytes(with(event, node -> node.put("userId", 7)))),
  TEXT_AS_TIMESTAMP("wrong_type", event -> bytes(with(event, n -> n.put("timestamp", "now")))),
  TYPE_IN_AN_OBJECT("wrong_type", event -> bytes(with(event, n -> n.putObject("type")))),
  IN_SECONDS(
      "timestamp_too_old",
      event -> bytes(with(event, n -> n.put("timestamp", event.get("timestamp").asLong() / 1000)))),
  IN_THE_FUTURE(
      "timestamp_too_new",
      event ->
          bytes(
              with(
                  event,
                  n ->
                      n.put(
                          "timestamp",
                          System.currentTimeMillis() + Duration.ofHours(2).toMillis())))),
  TOO_DEEP("too_large", event -> bytes(nested(text(event)))),
  TOO_LARGE(
      "too_large", event -> bytes(with(event, n -> n.put("message", "x".repeat(256 * 1024)))));

  private interface Way {
    byte[] damaged(JsonNode event);
  }

  private final String reason;
  private final Way way;

  Damage(String reason, Way way) {
    this.reason = reason;
    this.way = way;
  }

  /** The label with which such a record is refused. */
  String reason() {
    return reason;
  }

  /** A damaged copy of an event; null for a record without a value. */
  byte[] of(String line) {
    return way.damaged(Outcome.json(bytes(line)));
  }

  private static String without(JsonNode event, String field) {
    return text(((ObjectNode) event.deepCopy()).without(field));
  }

  private static String nested(String event) {
    String deep = "[".repeat(1000) + "]".repeat(1000);
    return event.substring(0, event.length() - 1) + ",\"x\":" + deep + "}";
  }

  private static String with(JsonNode event, UnaryOperator<ObjectNode> change) {
    ObjectNode copy = event.deepCopy();
    change.apply(copy);
    return text(copy);
  }

  private static byte[] withByte(byte[] bytes, byte other) {
    bytes[bytes.length - 4] = other;
    return bytes;
  }

  private static String text(JsonNode node) {
    return node.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
