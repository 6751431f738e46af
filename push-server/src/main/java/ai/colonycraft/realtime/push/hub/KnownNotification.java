package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * A notification as it is now.
 *
 * @param first sequence at which its id came first, as far as is known
 * @param state its last state
 * @param incident what is read of that state
 * @param acknowledgement null if nobody has acknowledged it
 */
public record KnownNotification(
    long first, Notice state, Incident incident, Acknowledgement acknowledgement) {

  private static final JsonFactory JSON = new JsonFactory();

  static KnownNotification first(Notice notice, Acknowledgement acknowledgement) {
    return new KnownNotification(notice.sequence(), notice, Incident.of(notice), acknowledgement);
  }

  KnownNotification with(Notice notice) {
    return new KnownNotification(first, notice, Incident.of(notice), acknowledgement);
  }

  KnownNotification with(Acknowledgement newer) {
    return new KnownNotification(first, state, incident, newer);
  }

  /** Its id. */
  public String id() {
    return state.id();
  }

  /** Whether it came, changed or was acknowledged after a sequence. */
  boolean changedAfter(long sequence) {
    return lastSequence() > sequence;
  }

  long lastSequence() {
    return acknowledgement == null
        ? state.sequence()
        : Math.max(state.sequence(), acknowledgement.sequence());
  }

  boolean says(String json) {
    return state.json().equals(json);
  }

  /**
   * Passes on what a client that was at a sequence has not received of its state.
   *
   * @param received whether a client received new ones at a sequence, though it was not at it
   */
  void stateMissedSince(long sequence, LongPredicate received, Consumer<Message> to) {
    boolean had = first <= sequence || received.test(first);
    if (!had) {
      to.accept(asNew());
    } else if (state.sequence() > sequence && state.sequence() > first) {
      to.accept(asUpdate());
    }
  }

  /** Passes on what a client of another epoch gets of it; it may have it or not. */
  void allOfIt(Consumer<Message> to) {
    to.accept(asCurrent());
    if (acknowledgement != null) {
      to.accept(asAcknowledgement().past());
    }
  }

  /** The notification itself, with its place: {@code {"id":…,…,"seq":…}}. */
  Message asNew() {
    String json = state.json();
    String place = state.sequence() == LiveRecord.NO_SEQUENCE ? "" : ",\"seq\":" + state.sequence();
    byte[] bytes =
        (json.substring(0, json.length() - 1) + place + '}').getBytes(StandardCharsets.UTF_8);
    return Message.complete(Message.PLAIN, state.sequence(), bytes);
  }

  /** {@code {"update":{…},"seq":…}}. */
  Message asUpdate() {
    return Message.of("update", "", state.sequence(), out -> raw(out, "update", state.json()));
  }

  /** {@code {"current":{…}}}, for one that the client may have or not. */
  Message asCurrent() {
    return Message.of(
        "current", "", LiveRecord.NO_SEQUENCE, out -> raw(out, "current", state.json()));
  }

  /** {@code {"ack":{"id":…,"by":…,"timestamp":…},"seq":…}}. */
  Message asAcknowledgement() {
    return Message.of(
        "ack",
        "",
        acknowledgement.sequence(),
        out -> {
          out.writeObjectFieldStart("ack");
          out.writeStringField("id", id());
          writeAcknowledgement(out);
          out.writeEndObject();
        });
  }

  /** The notification with {@code seq} and {@code acknowledged}, where it has these. */
  public String json() {
    StringBuilder json = new StringBuilder(state.json());
    json.setLength(json.length() - 1);
    if (lastSequence() != LiveRecord.NO_SEQUENCE) {
      json.append(",\"seq\":").append(lastSequence());
    }
    if (acknowledgement != null) {
      json.append(",\"acknowledged\":").append(acknowledged());
    }
    return json.append('}').toString();
  }

  private String acknowledged() {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartObject();
      writeAcknowledgement(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return json.toString();
  }

  private void writeAcknowledgement(JsonGenerator out) throws IOException {
    if (acknowledgement.by() != null) {
      out.writeStringField("by", acknowledgement.by());
    }
    out.writeNumberField("timestamp", acknowledgement.timestamp());
  }

  private static void raw(JsonGenerator out, String field, String json) throws IOException {
    out.writeFieldName(field);
    out.writeRawValue(json);
  }
}
