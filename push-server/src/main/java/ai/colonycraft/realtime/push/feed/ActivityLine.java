package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import java.util.Objects;

/**
 * One line of the activity feed.
 *
 * @param timestamp when it happened, in epoch milliseconds
 * @param json the line itself, one JSON object without needless white space
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record ActivityLine(long timestamp, String json, long sequence) implements LiveRecord {

  public ActivityLine {
    json = Text.wellFormed(Objects.requireNonNull(json));
  }

  /** A line whose place is not known. */
  public ActivityLine(long timestamp, String json) {
    this(timestamp, json, NO_SEQUENCE);
  }

  /** The same at a place. */
  public ActivityLine at(long place) {
    return new ActivityLine(timestamp, json, place);
  }
}
