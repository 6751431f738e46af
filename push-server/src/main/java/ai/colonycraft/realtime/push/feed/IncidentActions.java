package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.push.text.JsonBytes;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What people did about one incident: a record of {@code actions}, whose key is the incident's id.
 * It has the whole state, so that compaction keeps it.
 *
 * @param id of the incident
 * @param acts in order, the newest {@link #MOST_ACTS} at most
 * @param sequence its place in the topic, or {@link LiveRecord#NO_SEQUENCE}
 */
public record IncidentActions(String id, List<Act> acts, long sequence) implements LiveRecord {

  /**
   * Acts of one incident that are kept; what holds, the acknowledgement and assignment, is kept.
   */
  public static final int MOST_ACTS = 20;

  private static final int OWN_BYTES = 300;

  /** Nobody has done anything. */
  public static IncidentActions none(String id) {
    return new IncidentActions(id, List.of(), NO_SEQUENCE);
  }

  public IncidentActions {
    Objects.requireNonNull(id);
    acts = List.copyOf(acts);
  }

  /** The same at a place. */
  public IncidentActions at(long place) {
    return new IncidentActions(id, acts, place);
  }

  /**
   * The same with one more act; where they are too many or too long, the oldest that no longer hold
   * are left out.
   */
  public IncidentActions with(Act act) {
    List<Act> more = new ArrayList<>(acts);
    more.add(act);
    IncidentActions all = new IncidentActions(id, more, sequence);
    boolean fits = more.size() <= MOST_ACTS && all.json().length <= RecordParser.MAX_BYTES;
    return fits ? all : all.withoutOldest();
  }

  private IncidentActions withoutOldest() {
    Optional<Act> held = acknowledged();
    Optional<Act> assigned = assigned();
    List<Act> less = new ArrayList<>(acts);
    IncidentActions shorter = this;
    while (less.size() > MOST_ACTS || shorter.json().length > RecordParser.MAX_BYTES) {
      Optional<Act> oldest =
          less.stream()
              .filter(act -> held.filter(h -> h == act).isEmpty())
              .filter(act -> assigned.filter(a -> a == act).isEmpty())
              .findFirst();
      if (oldest.isEmpty()) {
        break; // An acknowledgement and an assignment fit.
      }
      less.remove(oldest.get());
      shorter = new IncidentActions(id, less, sequence);
    }
    return shorter;
  }

  /** The acknowledgement that holds; empty if there is none, or the last was taken back. */
  public Optional<Act> acknowledged() {
    Act held = null;
    for (Act act : acts) {
      switch (act.what()) {
        // The first one holds: a second person can't take it over by acknowledging too.
        case ACKNOWLEDGE -> held = held == null ? act : held;
        case UNDO -> held = null;
        case ASSIGN -> {
          // Changes nothing about it.
        }
      }
    }
    return Optional.ofNullable(held);
  }

  /** The assignment that holds; empty if it is assigned to nobody. */
  public Optional<Act> assigned() {
    Act last = null;
    for (Act act : acts) {
      last = act.what() == Act.What.ASSIGN ? act : last;
    }
    return Optional.ofNullable(last).filter(act -> act.to() != null);
  }

  /** What it takes in memory, about, in bytes. */
  public long bytes() {
    return OWN_BYTES + acts.stream().mapToLong(Act::bytes).sum();
  }

  /** When the last act was; 0 if there is none. */
  public long lastAt() {
    return acts.isEmpty() ? 0 : acts.get(acts.size() - 1).timestamp();
  }

  /** The record's value: see the contract's {@code actions.schema.json}. */
  public byte[] json() {
    return JsonBytes.object(
        out -> {
          out.writeStringField("id", id);
          writeActs(out);
        });
  }

  /** Writes the field {@code acts}. */
  public void writeActs(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("acts");
    for (Act act : acts) {
      out.writeStartObject();
      out.writeStringField("what", act.what().name().toLowerCase(Locale.ROOT));
      writeFields(act, out);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Writes {@code by}, {@code to}, {@code note} and {@code timestamp}, those that it has. */
  public static void writeFields(Act act, JsonGenerator out) throws IOException {
    if (act.by() != null) {
      out.writeStringField("by", act.by());
    }
    if (act.to() != null) {
      out.writeStringField("to", act.to());
    }
    if (act.note() != null) {
      out.writeStringField("note", act.note());
    }
    out.writeNumberField("timestamp", act.timestamp());
  }
}
