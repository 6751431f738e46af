package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import java.util.Objects;

/**
 * A notification, or a new state of one that was published before under the same id.
 *
 * @param id the record's key, which follows from rule, key and first event
 * @param json the notification, one JSON object without needless white space
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Notice(String id, String json, long sequence) implements LiveRecord {

  public Notice {
    Objects.requireNonNull(id);
    json = Text.wellFormed(Objects.requireNonNull(json));
  }

  /** The same at a place. */
  public Notice at(long place) {
    return new Notice(id, json, place);
  }
}
