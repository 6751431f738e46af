package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * A notification as it is now.
 *
 * @param first sequence at which its id came first, as far as is known
 * @param state its last state
 * @param incident what is read of that state
 * @param acknowledgement null if nobody has acknowledged it
 * @param extras what this server adds to it
 */
public record KnownNotification(
    long first, Notice state, Incident incident, Acknowledgement acknowledgement, Extras extras) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static KnownNotification first(Notice notice, Acknowledgement acknowledgement) {
    return new KnownNotification(
        notice.sequence(), notice, Incident.of(notice), acknowledgement, Extras.NONE);
  }

  KnownNotification with(Notice notice) {
    return new KnownNotification(first, notice, Incident.of(notice), acknowledgement, extras);
  }

  KnownNotification with(Acknowledgement newer) {
    return new KnownNotification(first, state, incident, newer, extras);
  }

  KnownNotification with(Acknowledgement newer, Extras added) {
    return new KnownNotification(first, state, incident, newer, added);
  }

  /** Its id. */
  public String id() {
    return state.id();
  }

  /** Whether it is shown within another one. */
  public boolean isPart() {
    return extras.partOf().isPresent();
  }

  /** Whether a silence holds for it. */
  public boolean isSilenced() {
    return extras.silence().isPresent();
  }

  /** The incident, with what its parts say. */
  public Incident shown() {
    return extras.merged().orElse(incident);
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

  /** The notification itself, with its place: {@code {"id":…,…,"interrupts":…,"seq":…}}. */
  Message asNew() {
    String interrupts = extras.interrupts() ? "" : ",\"interrupts\":false";
    return Message.complete(
        Message.PLAIN, state.sequence(), utf8(fields() + interrupts + place(state.sequence())));
  }

  /** {@code {"update":{…},"seq":…}}. */
  Message asUpdate() {
    return Message.of("update", "", state.sequence(), out -> write("update", out));
  }

  /** {@code {"update":{…}}} without a place, for one whose surroundings changed. */
  Message asChanged() {
    return Message.of("update", "", LiveRecord.NO_SEQUENCE, out -> write("update", out));
  }

  /** {@code {"current":{…}}}, for one that the client may have or not. */
  Message asCurrent() {
    return Message.of("current", "", LiveRecord.NO_SEQUENCE, out -> write("current", out));
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

  /** {@code {"actions":{"id":…,"acknowledged":{…},"assigned":{…}}}}, what people did that holds. */
  Message asActions() {
    return Message.of(
        "actions",
        "",
        LiveRecord.NO_SEQUENCE,
        out -> {
          out.writeObjectFieldStart("actions");
          out.writeStringField("id", id());
          writeActions(out);
          out.writeEndObject();
        });
  }

  /** The notification with its place, what people did that holds, and what this server adds. */
  public String json() {
    byte[] actions = JsonBytes.object(this::writeActions);
    String place = place(lastSequence());
    return fields() + more(actions) + place;
  }

  /** The object without its last brace. */
  private String fields() {
    String json = state.json();
    if (extras.merged().isPresent()) {
      try {
        ObjectNode fields = (ObjectNode) JSON.readTree(json);
        overwrite(fields, extras.merged().get());
        json = fields.toString();
      } catch (IOException e) {
        throw new UncheckedIOException("reading from memory", e);
      }
    }
    return json.substring(0, json.length() - 1) + more(JsonBytes.object(extras::write));
  }

  /** The fields of an object as they follow other fields. */
  private static String more(byte[] object) {
    String json = new String(object, StandardCharsets.UTF_8);
    return json.length() == 2 ? "" : ',' + json.substring(1, json.length() - 1);
  }

  private static String place(long sequence) {
    return sequence == LiveRecord.NO_SEQUENCE ? "}" : ",\"seq\":" + sequence + '}';
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(String field, JsonGenerator out) throws IOException {
    out.writeFieldName(field);
    out.writeRawValue(fields() + '}');
  }

  private static void overwrite(ObjectNode fields, Incident merged) {
    fields.put("type", merged.type());
    fields.put("state", merged.isOpen() ? "open" : "resolved");
    fields.put("lastSeenAt", merged.lastSeenAt());
    fields.remove(List.of("resolvedAt"));
    merged.resolvedAt().ifPresent(end -> fields.put("resolvedAt", end));
    if (merged.isOpen()) {
      fields.remove("resolution");
    } else if (!fields.has("resolution")) {
      fields.put("resolution", "recovered");
    }
    ArrayNode sources = fields.putArray("sources");
    merged.sources().forEach(sources::add);
  }

  private void writeActions(JsonGenerator out) throws IOException {
    if (acknowledgement != null) {
      out.writeObjectFieldStart("acknowledged");
      writeAcknowledgement(out);
      out.writeEndObject();
    }
    if (extras.assigned().isPresent()) {
      out.writeObjectFieldStart("assigned");
      IncidentActions.writeFields(extras.assigned().get(), out);
      out.writeEndObject();
    }
  }

  private void writeAcknowledgement(JsonGenerator out) throws IOException {
    if (acknowledgement.by() != null) {
      out.writeStringField("by", acknowledgement.by());
    }
    if (acknowledgement.note() != null) {
      out.writeStringField("note", acknowledgement.note());
    }
    out.writeNumberField("timestamp", acknowledgement.timestamp());
  }
}
