package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.LiveRecord;

/**
 * How far something has come in a stream.
 *
 * @param epoch names this making of the stream; a sequence means nothing in another
 * @param sequence of the last record, or {@link LiveRecord#NO_SEQUENCE} if the stream has none
 */
public record StreamPosition(String epoch, long sequence) {

  /** Before anything is known. */
  static final StreamPosition NOWHERE = new StreamPosition("", LiveRecord.NO_SEQUENCE);

  /** Whether it can be come back to. */
  public boolean isKnown() {
    return sequence != LiveRecord.NO_SEQUENCE;
  }

  /** The same stream, at this record or where it was, whichever is further. */
  StreamPosition at(long next) {
    return next > sequence && isKnown() ? new StreamPosition(epoch, next) : this;
  }
}
