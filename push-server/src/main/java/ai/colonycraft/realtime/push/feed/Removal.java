package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * A series is over (a record without a value): it is forgotten, and clients are told nothing.
 *
 * @param series the record's key
 */
public record Removal(String series) implements LiveRecord {

  public Removal {
    Objects.requireNonNull(series);
  }
}
