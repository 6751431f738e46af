package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.OpenIncidents;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.PartialMatchesSerializer;
import ai.colonycraft.realtime.rules.match.TalliesSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Everything that is remembered of one key: events that wait for their time, and each rule's
 * partial matches and open incidents. Mutable, and used only by the task that holds the key.
 */
final class KeyMemory {

  static final long NEVER = Long.MAX_VALUE;

  final List<Event> waiting = new ArrayList<>();
  final Map<String, RuleMemory> rules = new TreeMap<>();

  /** Open incidents by rule; those of a rule may outlast its partial matches. */
  final Map<String, RuleIncidents> incidents = new TreeMap<>();

  /** The earliest timer that is set for this key. */
  long wakeAt = NEVER;

  /** Takes out the events up to a time, in order; those of one time as they came. */
  List<Event> due(long time) {
    List<Event> due = new ArrayList<>();
    waiting.removeIf(event -> event.timestamp() <= time && due.add(event));
    due.sort(Comparator.comparingLong(Event::timestamp));
    return due;
  }

  /** When the first waiting event is due. */
  long nextEvent() {
    long next = NEVER;
    for (Event event : waiting) {
      next = Math.min(next, event.timestamp());
    }
    return next;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && rules.isEmpty() && incidents.isEmpty();
  }

  /** Writes {@link KeyMemory}. */
  public static final class Serializer extends ValueSerializer<KeyMemory> {

    /** Without incidents. */
    private static final int FORMAT_1 = 1;

    /** Without what counting steps keep. */
    private static final int FORMAT_2 = 2;

    /** Without the events of an incident's match. */
    private static final int FORMAT_3 = 3;

    private static final int FORMAT = 4;
    private static final EventSerializer EVENTS = new EventSerializer();
    private static final PartialMatchesSerializer MATCHES = new PartialMatchesSerializer(EVENTS);

    @Override
    public boolean isImmutableType() {
      return false;
    }

    /**
     * Only a checkpoint under way asks for copies; what flink-cep keeps can be copied no other way.
     */
    @Override
    public KeyMemory copy(KeyMemory from) {
      try {
        DataOutputSerializer out = new DataOutputSerializer(512);
        serialize(from, out);
        return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void serialize(KeyMemory memory, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeLong(memory.wakeAt);
      Bytes.writeLength(memory.waiting.size(), out);
      for (Event event : memory.waiting) {
        EVENTS.serialize(event, out);
      }
      Bytes.writeLength(memory.rules.size(), out);
      for (Map.Entry<String, RuleMemory> entry : memory.rules.entrySet()) {
        Bytes.writeText(entry.getKey(), out);
        out.writeLong(entry.getValue().version);
        out.writeLong(entry.getValue().quietUntil);
        MATCHES.write(entry.getValue().matches, out);
        TalliesSerializer.write(entry.getValue().matches, out);
      }
      Bytes.writeLength(memory.incidents.size(), out);
      for (Map.Entry<String, RuleIncidents> entry : memory.incidents.entrySet()) {
        Bytes.writeText(entry.getKey(), out);
        out.writeLong(entry.getValue().version());
        Bytes.writeLength(entry.getValue().open().size(), out);
        for (Incident incident : entry.getValue().open().all()) {
          IncidentForm.write(incident, out);
        }
      }
    }

    @Override
    public KeyMemory deserialize(DataInputView in) throws IOException {
      int format = readFormat(FORMAT_1, FORMAT, "a key's memory", in);
      KeyMemory memory = new KeyMemory();
      memory.wakeAt = in.readLong();
      for (int size = Bytes.readLength(in); size > 0; size--) {
        memory.waiting.add(EVENTS.deserialize(in));
      }
      for (int size = Bytes.readLength(in); size > 0; size--) {
        String rule = Bytes.readText(in);
        long version = in.readLong();
        long quietUntil = in.readLong();
        PartialMatches matches = MATCHES.read(in);
        if (format > FORMAT_2) {
          matches = TalliesSerializer.read(matches, in);
        }
        RuleMemory of = new RuleMemory(version, matches);
        of.quietUntil = quietUntil;
        memory.rules.put(rule, of);
      }
      if (format > FORMAT_1) {
        readIncidents(memory, in, format > FORMAT_3);
      }
      return memory;
    }

    private static void readIncidents(KeyMemory memory, DataInputView in, boolean hasEvents)
        throws IOException {
      for (int size = Bytes.readLength(in); size > 0; size--) {
        String rule = Bytes.readText(in);
        long version = in.readLong();
        List<Incident> open = new ArrayList<>();
        for (int n = Bytes.readLength(in); n > 0; n--) {
          open.add(IncidentForm.read(in, hasEvents));
        }
        memory.incidents.put(rule, new RuleIncidents(version, new OpenIncidents(open)));
      }
    }
  }
}
