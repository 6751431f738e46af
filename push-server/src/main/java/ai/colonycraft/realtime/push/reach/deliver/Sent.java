package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.push.text.JsonBytes;
import ai.colonycraft.realtime.push.text.Text;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of one message: a record of the topic {@code outbox}, whose key is the id. See the
 * contract's {@code outbox.schema.json}.
 *
 * @param id of the message
 * @param about id of the incident, or another key
 * @param attempt counts the attempts from 1
 * @param first when it was claimed first
 * @param at when this became known
 * @param retryAt of {@link State#LATER}: not before; otherwise the same as {@code at}
 * @param detail of the last outcome; may be empty
 */
public record Sent(
    String id,
    String about,
    String kind,
    int step,
    String person,
    String way,
    State state,
    int attempt,
    Instant first,
    Instant at,
    Instant retryAt,
    String detail) {

  /** How far it has come. */
  public enum State {
    /** A server is about to send it. */
    CLAIMED,
    /** An attempt failed, and there may be another one. */
    LATER,
    REFUSED,
    ACCEPTED
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  public Sent {
    Objects.requireNonNull(id);
    Objects.requireNonNull(about);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(person);
    Objects.requireNonNull(way);
    Objects.requireNonNull(state);
    detail = Text.wellFormed(detail);
  }

  /** A claim, after what is known of the message before. */
  static Sent claim(Delivery delivery, Optional<Sent> before, Instant now) {
    return new Sent(
        delivery.id(),
        delivery.about(),
        delivery.kind(),
        delivery.step(),
        delivery.person(),
        delivery.way(),
        State.CLAIMED,
        before.map(Sent::attempt).orElse(0) + 1,
        before.map(Sent::first).orElse(now),
        now,
        now,
        before.map(Sent::detail).orElse(""));
  }

  /** The outcome of an attempt. */
  Sent with(State outcome, Instant now, Instant retry, String words) {
    return new Sent(id, about, kind, step, person, way, outcome, attempt, first, now, retry, words);
  }

  /** Whether it says more than another record of the same message. */
  boolean isAfter(Sent other) {
    if (state == State.ACCEPTED || other.state == State.ACCEPTED) {
      return state == State.ACCEPTED && other.state != State.ACCEPTED;
    }
    return attempt == other.attempt ? state.compareTo(other.state) > 0 : attempt > other.attempt;
  }

  /** The record's value. */
  byte[] json() {
    return JsonBytes.object(
        out -> {
          out.writeStringField("id", id);
          out.writeStringField("about", about);
          out.writeStringField("kind", kind);
          out.writeNumberField("step", step);
          out.writeStringField("person", person);
          out.writeStringField("way", way);
          out.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
          out.writeNumberField("attempt", attempt);
          out.writeNumberField("first", first.toEpochMilli());
          out.writeNumberField("timestamp", at.toEpochMilli());
          if (state == State.LATER) {
            out.writeNumberField("retryAt", retryAt.toEpochMilli());
          }
          if (!detail.isEmpty()) {
            out.writeStringField("detail", detail);
          }
        });
  }

  /** Reads a record's value; empty if it is not one. */
  static Optional<Sent> read(String key, byte[] value) {
    try {
      JsonNode json = JSON.readTree(value);
      Instant at = Instant.ofEpochMilli(json.required("timestamp").longValue());
      Sent sent =
          new Sent(
              json.required("id").asText(),
              json.required("about").asText(),
              json.required("kind").asText(),
              json.required("step").intValue(),
              json.required("person").asText(),
              json.required("way").asText(),
              State.valueOf(json.required("state").asText().toUpperCase(Locale.ROOT)),
              json.required("attempt").intValue(),
              Instant.ofEpochMilli(json.required("first").longValue()),
              at,
              json.has("retryAt") ? Instant.ofEpochMilli(json.get("retryAt").longValue()) : at,
              json.path("detail").asText(""));
      return sent.id().equals(key) ? Optional.of(sent) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
