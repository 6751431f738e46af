package ai.colonycraft.realtime.jobs.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The users or colonies of one window: those that have most events by name, the others as a sum,
 * and a sketch of all. Ties are broken by id.
 */
final class TopOfWindow {

  private static final JsonFactory JSON = new JsonFactory();

  private record Entry(String id, String name, long count) {}

  /** Most events first, then by id. */
  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::id);

  private final int limit;
  private final PriorityQueue<Entry> kept = new PriorityQueue<>(ORDER.reversed());
  private final Sketch sketch = new Sketch();
  private long ids;
  private long events;
  private long restEvents;

  /** Keeps at most so many by name. */
  TopOfWindow(int limit) {
    this.limit = limit;
  }

  /** Adds an id that was not added before. */
  void add(String id, String name, long count) {
    ids++;
    events += count;
    sketch.add(id);
    kept.add(new Entry(id, name, count));
    if (kept.size() > limit) {
      restEvents += kept.poll().count;
    }
  }

  /** The element of a batch's {@code tops}. */
  String json(String kind, long start) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("kind", kind);
      json.writeNumberField("start", start);
      json.writeNumberField("ids", ids);
      json.writeNumberField("events", events);
      json.writeNumberField("restIds", ids - kept.size());
      json.writeNumberField("restEvents", restEvents);
      json.writeStringField("sketch", sketch.hex());
      json.writeArrayFieldStart("top");
      for (Entry entry : kept) {
        json.writeStartArray();
        json.writeString(entry.id);
        json.writeString(entry.name);
        json.writeNumber(entry.count);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }
}
