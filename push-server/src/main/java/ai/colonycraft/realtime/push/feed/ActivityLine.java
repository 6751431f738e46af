package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * One line of the activity feed.
 *
 * @param timestamp when it happened, in epoch milliseconds
 * @param json the line itself, one JSON object without needless white space
 */
public record ActivityLine(long timestamp, String json) implements LiveRecord {

  public ActivityLine {
    Objects.requireNonNull(json);
  }
}
