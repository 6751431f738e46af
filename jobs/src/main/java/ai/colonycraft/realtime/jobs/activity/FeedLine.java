package ai.colonycraft.realtime.jobs.activity;

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
  static byte[] of(Activity activity) {
    Sighting sighting = activity.sighting();
    String type = activity.type();
    String colonyId = activity.colonyId();
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("timestamp", sighting.timestamp());
      json.writeStringField("who", who(sighting));
      json.writeStringField("what", what(type, activity));
      json.writeStringField("where", where(activity, sighting.place()));
      json.writeStringField("type", type);
      json.writeStringField("userId", sighting.userId());
      if (colonyId != null) {
        json.writeStringField("colonyId", colonyId);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String who(Sighting sighting) {
    return Objects.requireNonNullElse(sighting.username(), sighting.userId());
  }

  private static String what(String type, Activity activity) {
    String agent = activity.agentName() == null ? "" : " " + activity.agentName();
    return switch (type) {
      case "session_started" -> "came online";
      case "session_ended" -> "left";
      case "colony_created" -> "created a colony";
      case "colony_modified" -> "changed a colony";
      case "colony_deleted" -> "deleted a colony";
      case "agent_deployed" -> "deployed agent" + agent;
      case "agent_action" -> "agent" + agent + " acted";
      case "agent_stopped" -> "stopped agent" + agent;
      case "llm_completion" -> "spent %d tokens".formatted(activity.tokens());
      case "page_view" -> "looked at a page";
      default -> type.replace('_', ' ');
    };
  }

  private static String where(Activity activity, Place place) {
    return Stream.of(
            Objects.requireNonNullElse(
                activity.colonyName(), Objects.requireNonNullElse(activity.colonyId(), "")),
            place.region(),
            place.platform())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }
}
