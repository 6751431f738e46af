package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.types.AgentKey;
import ai.colonycraft.realtime.jobs.types.Amounts;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The users, colonies or agents of one window: those that have most events by name, and those that
 * spend most tokens, the others as a sum, and a sketch of all. Ties are broken by id. Not
 * thread-safe.
 */
public final class TopOfWindow {

  /** The kind of agents, whose ids are texts of {@link AgentKey}. */
  public static final String AGENT = "agent";

  private static final JsonFactory JSON = new JsonFactory();

  private record Entry(String id, String name, long count, long tokens, long cpuMicros) {

    private Entry plus(Entry other) {
      return new Entry(
          id,
          name == null ? other.name : name,
          Amounts.sum(count, other.count),
          Amounts.sum(tokens, other.tokens),
          Amounts.sum(cpuMicros, other.cpuMicros));
    }
  }

  /** Most events first, then by id. */
  private static final Comparator<Entry> BY_EVENTS =
      Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::id);

  /** Most tokens first, then by id. */
  private static final Comparator<Entry> BY_TOKENS =
      Comparator.comparingLong(Entry::tokens).reversed().thenComparing(Entry::id);

  private final int limit;
  private final boolean spent;
  private final PriorityQueue<Entry> busiest = new PriorityQueue<>(BY_EVENTS.reversed());
  private final PriorityQueue<Entry> spenders = new PriorityQueue<>(BY_TOKENS.reversed());
  private final Sketch sketch = new Sketch();
  private long ids;
  private long events;
  private long tokens;
  private long cpuMicros;

  /** Keeps at most so many by name; what they spent is not known. */
  TopOfWindow(int limit) {
    this(limit, false);
  }

  /**
   * An empty one.
   *
   * @param limit how many are kept by name, of those with most events and of those with most tokens
   * @param spent whether it is known what they spent
   */
  public TopOfWindow(int limit, boolean spent) {
    this.limit = limit;
    this.spent = spent;
  }

  /** Adds an id that was not added before and spent nothing. */
  void add(String id, String name, long count) {
    add(id, name, count, 0, 0);
  }

  /**
   * Adds an id that was not added before.
   *
   * @param id of the user or colony, or the text of an agent's key
   * @param name of it, or null
   * @param count events, at least 1
   * @param spentTokens tokens, at least 0
   * @param spentMicros CPU time in microseconds, at least 0
   */
  public void add(String id, String name, long count, long spentTokens, long spentMicros) {
    Entry entry = new Entry(id, name, count, spentTokens, spentMicros);
    ids++;
    events = Amounts.sum(events, count);
    tokens = Amounts.sum(tokens, spentTokens);
    cpuMicros = Amounts.sum(cpuMicros, spentMicros);
    sketch.add(id);
    keep(entry, busiest);
    if (spentTokens > 0) {
      keep(entry, spenders);
    }
  }

  private void keep(Entry entry, PriorityQueue<Entry> best) {
    best.add(entry);
    if (best.size() > limit) {
      best.poll();
    }
  }

  /**
   * The element of a batch's {@code tops}.
   *
   * @param kind {@code user}, {@code colony} or {@code agent}, whose elements name their colony
   * @param start of the window, epoch milliseconds
   */
  public String json(String kind, long start) {
    Set<Entry> named = new LinkedHashSet<>(busiest);
    named.addAll(spenders);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("kind", kind);
      json.writeNumberField("start", start);
      json.writeNumberField("ids", ids);
      json.writeNumberField("events", events);
      json.writeNumberField("restIds", ids - named.size());
      json.writeNumberField("restEvents", rest(events, named, Entry::count));
      if (spent) {
        json.writeNumberField("tokens", tokens);
        json.writeNumberField("restTokens", rest(tokens, named, Entry::tokens));
        json.writeNumberField("cpuMicros", cpuMicros);
        json.writeNumberField("restCpuMicros", rest(cpuMicros, named, Entry::cpuMicros));
      }
      json.writeStringField("sketch", sketch.hex());
      json.writeArrayFieldStart("top");
      for (Entry entry : stored(named)) {
        write(entry, kind.equals(AGENT) ? AgentKey.of(entry.id) : null, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  /** With ids as PostgreSQL stores them; those that are equal there are one. */
  private static Collection<Entry> stored(Set<Entry> named) {
    Map<String, Entry> stored = new LinkedHashMap<>();
    for (Entry entry : named) {
      String id = RecordReader.clean(entry.id);
      Entry clean = new Entry(id, entry.name, entry.count, entry.tokens, entry.cpuMicros);
      stored.merge(id, clean, Entry::plus);
    }
    return stored.values();
  }

  private void write(Entry entry, AgentKey agent, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeString(agent == null ? entry.id : agent.id());
    json.writeString(entry.name);
    json.writeNumber(entry.count);
    if (spent) {
      json.writeNumber(entry.tokens);
      json.writeNumber(entry.cpuMicros);
    }
    if (agent != null) {
      json.writeString(agent.colonyId());
    }
    json.writeEndArray();
  }

  /** What is left of the amount of all ids without those that have a name, at least 0. */
  private static long rest(long all, Set<Entry> named, ToLongFunction<Entry> amount) {
    long rest = all;
    for (Entry entry : named) {
      rest = Math.max(0, rest - amount.applyAsLong(entry));
    }
    return rest;
  }
}
