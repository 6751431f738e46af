package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Incident;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * What this server adds to a notification when it sends it.
 *
 * @param group id of the group that it stands in; empty for one of type {@code info}
 * @param partOf id of the incident within which it is shown
 * @param merged the incident with what its parts say, if it has parts
 * @param assigned to whom it is assigned
 * @param silence that holds for it
 * @param interrupts whether people are to be interrupted for it
 */
record Extras(
    Optional<String> group,
    Optional<String> partOf,
    Optional<Incident> merged,
    Optional<Act> assigned,
    Optional<Silence> silence,
    boolean interrupts) {

  /** Of a notification that nobody has looked at in its surroundings. */
  static final Extras NONE =
      new Extras(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true);

  /** Writes {@code group}, {@code partOf} and {@code silenced}, those that it has. */
  void write(JsonGenerator out) throws IOException {
    if (group.isPresent()) {
      out.writeStringField("group", group.get());
    }
    if (partOf.isPresent()) {
      out.writeStringField("partOf", partOf.get());
    }
    if (silence.isPresent()) {
      out.writeObjectFieldStart("silenced");
      silence.get().write(out);
      out.writeEndObject();
    }
  }
}
