package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Group;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Writes groups and silences, for the stream of notifications and for the API. Has no state. */
public final class GroupMessage {

  private static final List<String> COMMON = List.of("service", "region", "version", "traceId");

  private GroupMessage() {}

  /**
   * {@code {"group":{"id":…,"title":…,"sentence":…,"type":…,"open":…,"since":…,"members":[…]}}}.
   */
  static Message of(Group group) {
    return Message.newest(
        "group",
        group.id(),
        out -> {
          out.writeFieldName("group");
          write(group, out);
        });
  }

  /** {@code {"silences":[…]}}, all that are known. */
  static Message ofSilences(List<Silence> silences) {
    return Message.newest("silences", "", out -> write(silences, out));
  }

  /** Writes a group as an object; the time in its sentence is UTC. */
  public static void write(Group group, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", group.id());
    out.writeStringField("title", group.title());
    out.writeStringField("sentence", group.sentence(ZoneOffset.UTC));
    out.writeStringField("type", group.type());
    out.writeNumberField("open", group.open());
    out.writeNumberField("since", group.since());
    for (String label : COMMON) {
      Optional<String> value = group.common(label);
      if (value.isPresent()) {
        out.writeStringField(label, value.get());
      }
    }
    out.writeArrayFieldStart("members");
    for (String id : group.ids()) {
      out.writeString(id);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Writes the field {@code silences}. */
  public static void write(List<Silence> silences, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("silences");
    for (Silence silence : silences) {
      out.writeStartObject();
      silence.write(out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
