package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/**
 * A series is over (a record without a value): it is forgotten, and clients get no message.
 *
 * @param series the record's key
 * @param sequence its place in the stream, or {@link LiveRecord#NO_SEQUENCE}
 */
public record Removal(String series, long sequence) implements LiveRecord {

  public Removal {
    Objects.requireNonNull(series);
  }

  /** A removal whose place is not known. */
  public Removal(String series) {
    this(series, NO_SEQUENCE);
  }
}
