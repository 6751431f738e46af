package ai.colonycraft.realtime.push.session;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.StreamPosition;
import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is meant for one client alone: answers, and where it is in a stream. */
final class Reply {

  /** Kind of the message that is sent as a sign of life and means nothing. */
  static final String HEARTBEAT = "heartbeat";

  private Reply() {}

  /** {@code {"pong":<epoch milliseconds>}}. */
  static Message pong(long epochMillis) {
    return reply("pong", out -> out.writeNumberField("pong", epochMillis));
  }

  /** {@code {"heartbeat":<epoch milliseconds>}}. */
  static Message heartbeat(long epochMillis) {
    return reply(HEARTBEAT, out -> out.writeNumberField(HEARTBEAT, epochMillis));
  }

  /** {@code {"error":{"code":"…","message":"…"}}}. */
  static Message error(String code, String message) {
    return reply(
        "error",
        out -> {
          out.writeObjectFieldStart("error");
          out.writeStringField("code", code);
          out.writeStringField("message", message);
          out.writeEndObject();
        });
  }

  /**
   * {@code {"subscribed":{"subscriptions":[{"metric":…,"labels":{…}}],"recovered":…,…}}}.
   *
   * @param selectors what is subscribed to; empty for notifications
   * @param since what the client asked for
   * @param refusal why that is not given; null if it is
   */
  static Message subscribed(
      List<Selector> selectors, Since since, String refusal, StreamPosition place) {
    return reply(
        "subscribed",
        out -> {
          out.writeObjectFieldStart("subscribed");
          if (!selectors.isEmpty()) {
            out.writeArrayFieldStart("subscriptions");
            for (Selector selector : selectors) {
              write(selector, out);
            }
            out.writeEndArray();
          }
          out.writeBooleanField("recovered", since.isSomewhere() && refusal == null);
          if (since.isSomewhere() && refusal != null) {
            out.writeStringField("reason", refusal);
          }
          out.writeStringField("epoch", place.epoch());
          out.writeEndObject();
        });
  }

  /**
   * {@code {"synced":{"stream":…,"epoch":…},"seq":…}}: everything up to here was sent.
   *
   * @param stream {@code metrics}, {@code activity_feed} or {@code notifications}
   * @param skipped values that were not sent since newer ones came first, or lines that were
   *     forgotten before
   */
  static Message synced(String stream, StreamPosition place, long skipped) {
    return Message.of(
        "synced",
        stream,
        place.sequence(),
        out -> {
          out.writeObjectFieldStart("synced");
          out.writeStringField("stream", stream);
          out.writeStringField("epoch", place.epoch());
          if (skipped > 0) {
            out.writeNumberField("skipped", skipped);
          }
          out.writeEndObject();
        });
  }

  private static void write(Selector selector, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("metric", selector.metric());
    if (!selector.labels().isEmpty()) {
      out.writeObjectFieldStart("labels");
      for (Map.Entry<String, String> label : selector.labels().entrySet()) {
        out.writeStringField(label.getKey(), label.getValue());
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static Message reply(String kind, JsonBytes.Fields fields) {
    return Message.of(kind, "", LiveRecord.NO_SEQUENCE, fields);
  }
}
