package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.Text;
import java.util.Objects;

/**
 * One thing that a person did about an incident.
 *
 * @param what it was
 * @param by who did it; null if not said
 * @param to whom it was assigned; null for nobody
 * @param note of the person; null if there is none
 * @param timestamp when, in epoch milliseconds
 */
public record Act(What what, String by, String to, String note, long timestamp) {

  private static final int OWN_BYTES = 50;

  /** Kinds of acts; the names in lower case stand in the records. */
  public enum What {
    ACKNOWLEDGE,
    /** The acknowledgement was taken back. */
    UNDO,
    ASSIGN
  }

  public Act {
    Objects.requireNonNull(what);
    by = Text.wellFormed(by);
    to = Text.wellFormed(to);
    note = Text.wellFormed(note);
  }

  /** What it takes in memory, about, in bytes. */
  long bytes() {
    return OWN_BYTES + bytes(by) + bytes(to) + bytes(note);
  }

  private static long bytes(String text) {
    return text == null ? 0 : OWN_BYTES + 2L * text.length();
  }
}
