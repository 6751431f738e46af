package ai.colonycraft.realtime.push.feed;

import java.util.Objects;

/** What the feed knows of a whole stream; stands among its records in the order of events. */
public sealed interface StreamEvent extends LiveRecord {

  /** The stream it is about. */
  Stream stream();

  /**
   * A stream is read from here on, and nothing that was known of it holds any longer: the server
   * has started, or the topic was made anew.
   *
   * @param epoch names this making of the topic, the same for all push servers
   * @param before records with a greater sequence come, all of them; {@link LiveRecord#NO_SEQUENCE}
   *     if the stream has no sequences
   */
  record Began(Stream stream, String epoch, long before) implements StreamEvent {
    public Began {
      Objects.requireNonNull(stream);
      Objects.requireNonNull(epoch);
    }
  }

  /**
   * Records are missing: compacted, or older than the topic keeps.
   *
   * @param upTo sequence of the last that is missing
   */
  record Gap(Stream stream, long upTo) implements StreamEvent {}

  /** All that the topic held when the stream began has been read; what follows is news. */
  record Loaded(Stream stream) implements StreamEvent {}
}
