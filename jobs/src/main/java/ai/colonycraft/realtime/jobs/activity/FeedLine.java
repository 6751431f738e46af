package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line of the activity feed, for people: time, who, what, where. */
final class FeedLine {

  private static final JsonFactory JSON = new JsonFactory();

  private FeedLine() {}

  /** The line as UTF-8 JSON, as the contract's schema of {@code activity-feed} describes it. */
  static byte[] of(Event event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("timestamp", event.timestamp());
      json.writeStringField("who", who(event));
      json.writeStringField("what", what(event));
      json.writeStringField("where", where(event));
      json.writeStringField("type", event.type());
      json.writeStringField("userId", event.text(Field.USER_ID));
      if (event.text(Field.COLONY_ID) != null) {
        json.writeStringField("colonyId", event.text(Field.COLONY_ID));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String who(Event event) {
    return Objects.requireNonNullElse(event.text(Field.USERNAME), event.text(Field.USER_ID));
  }

  private static String what(Event event) {
    String agent = event.text(Field.AGENT_NAME) == null ? "" : " " + event.text(Field.AGENT_NAME);
    return switch (event.type()) {
      case "session_started" -> "came online";
      case "session_ended" -> "left";
      case "colony_created" -> "created a colony";
      case "colony_modified" -> "changed a colony";
      case "colony_deleted" -> "deleted a colony";
      case "agent_deployed" -> "deployed agent" + agent;
      case "agent_action" -> "agent" + agent + " acted";
      case "agent_stopped" -> "stopped agent" + agent;
      case "llm_completion" -> "spent %d tokens".formatted(event.integer(Field.TOKENS, 0));
      case "page_view" -> "looked at a page";
      default -> event.type().replace('_', ' ');
    };
  }

  private static String where(Event event) {
    return Stream.of(
            Objects.requireNonNullElse(
                event.text(Field.COLONY_NAME),
                Objects.requireNonNullElse(event.text(Field.COLONY_ID), "")),
            Objects.requireNonNullElse(event.text(Field.REGION), ""),
            Objects.requireNonNullElse(event.text(Field.PLATFORM), ""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }
}
