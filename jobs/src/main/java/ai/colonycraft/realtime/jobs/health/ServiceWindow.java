package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What one service did in one region in one window, or a part of it that one task saw: parts add
 * up, exactly and in any order, so every amount is a whole number. Not thread-safe.
 */
final class ServiceWindow {

  /** How Flink writes one. */
  static final ValueType<ServiceWindow> VALUE_TYPE =
      ValueType.of(ServiceWindow.class, new Serializer());

  /** Severities of errors; any other is {@code other}. */
  private static final Set<String> SEVERITIES =
      Set.of("debug", "info", "warning", "error", "critical", "fatal", Labels.UNKNOWN);

  final ServicePlace place;
  final long start;
  long events;
  long requests;

  /** Requests by the class of their status, as {@code 5xx}, or {@code unknown}. */
  final Map<String, Long> responses;

  /** Events of type error by severity. */
  final Map<String, Long> errors;

  final LatencyHistogram latency;
  long cpuMicros;
  long memoryReadings;
  long memorySumBytes;
  long memoryMaxBytes;

  /** An empty one that begins at {@code start}, epoch milliseconds. */
  ServiceWindow(ServicePlace place, long start) {
    this(place, start, new TreeMap<>(), new TreeMap<>(), new LatencyHistogram());
  }

  private ServiceWindow(
      ServicePlace place,
      long start,
      Map<String, Long> responses,
      Map<String, Long> errors,
      LatencyHistogram latency) {
    this.place = place;
    this.start = start;
    this.responses = responses;
    this.errors = errors;
    this.latency = latency;
  }

  /** Names the place and the window. */
  String key() {
    return place.key() + '/' + start;
  }

  /** Counts an event of the place and the window. */
  void add(Event event) {
    events++;
    switch (event.type()) {
      case "http_request" -> request(event);
      case "error" -> {
        String severity = Labels.of(event.text(Field.SEVERITY));
        errors.merge(SEVERITIES.contains(severity) ? severity : Labels.OTHER, 1L, Long::sum);
      }
      case "resource_usage" -> resources(event);
      default -> {}
    }
  }

  private void request(Event event) {
    requests++;
    responses.merge(statusClass(event.integer(Field.STATUS_CODE, 0)), 1L, Long::sum);
    double millis = event.decimal(Field.DURATION_MS, -1);
    if (millis >= 0) {
      latency.add(millis);
    }
  }

  private static String statusClass(long status) {
    return status >= 100 && status <= 599 ? status / 100 + "xx" : Labels.UNKNOWN;
  }

  private void resources(Event event) {
    cpuMicros = Amounts.sum(cpuMicros, Amounts.micros(event.decimal(Field.CPU_SECONDS, 0)));
    long bytes = event.integer(Field.MEMORY_BYTES, -1);
    if (bytes >= 0) {
      memoryReadings++;
      memorySumBytes = Amounts.sum(memorySumBytes, bytes);
      memoryMaxBytes = Math.max(memoryMaxBytes, bytes);
    }
  }

  /** Adds another part of the same window. */
  void add(ServiceWindow other) {
    events += other.events;
    requests += other.requests;
    other.responses.forEach((name, n) -> responses.merge(name, n, Long::sum));
    other.errors.forEach((name, n) -> errors.merge(name, n, Long::sum));
    latency.add(other.latency);
    cpuMicros = Amounts.sum(cpuMicros, other.cpuMicros);
    memoryReadings += other.memoryReadings;
    memorySumBytes = Amounts.sum(memorySumBytes, other.memorySumBytes);
    memoryMaxBytes = Math.max(memoryMaxBytes, other.memoryMaxBytes);
  }

  /** Writes {@link ServiceWindow}. */
  public static final class Serializer extends ValueSerializer<ServiceWindow> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(ServiceWindow window, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      window.place.write(out);
      out.writeLong(window.start);
      out.writeLong(window.events);
      out.writeLong(window.requests);
      write(window.responses, out);
      write(window.errors, out);
      window.latency.write(out);
      out.writeLong(window.cpuMicros);
      out.writeLong(window.memoryReadings);
      out.writeLong(window.memorySumBytes);
      out.writeLong(window.memoryMaxBytes);
    }

    /** A copy of its own, since a window can be changed. */
    @Override
    public ServiceWindow copy(ServiceWindow from) {
      ServiceWindow copy = new ServiceWindow(from.place, from.start);
      copy.add(from);
      return copy;
    }

    private static void write(Map<String, Long> counts, DataOutputView out) throws IOException {
      Bytes.writeLength(counts.size(), out);
      for (Map.Entry<String, Long> entry : counts.entrySet()) {
        Bytes.writeText(entry.getKey(), out);
        out.writeLong(entry.getValue());
      }
    }

    @Override
    public ServiceWindow deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "a window of a service", in);
      ServicePlace place = ServicePlace.read(in);
      long start = in.readLong();
      long events = in.readLong();
      long requests = in.readLong();
      ServiceWindow window =
          new ServiceWindow(place, start, counts(in), counts(in), LatencyHistogram.read(in));
      window.events = events;
      window.requests = requests;
      window.cpuMicros = in.readLong();
      window.memoryReadings = in.readLong();
      window.memorySumBytes = in.readLong();
      window.memoryMaxBytes = in.readLong();
      return window;
    }

    private static Map<String, Long> counts(DataInputView in) throws IOException {
      Map<String, Long> counts = new TreeMap<>();
      for (int size = Bytes.readLength(in); size > 0; size--) {
        String name = Bytes.readText(in);
        counts.put(name, in.readLong());
      }
      return counts;
    }
  }
}
