package ai.colonycraft.realtime.jobs.live;

import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The last published value of each live series, so that only changes are sent; all series are
 * published again every few seconds, so that a quiet one can be distinguished from a dead one. A
 * series that leaves is published as zero, unless zero would mean something else, and then as a
 * tombstone. Not thread-safe.
 */
public final class LiveBoard {

  private static final long REPEAT_MILLIS = 5_000;
  private static final JsonFactory JSON = new JsonFactory();

  private static final class Series {
    LiveValue value;
    boolean endsAtZero;
    boolean changed = true;
    boolean present;
    long toldAt;
  }

  private final String topic;
  private final Map<String, Map<List<List<String>>, Series>> metrics = new HashMap<>();

  /** Takes the topic of live values. */
  public LiveBoard(String topic) {
    this.topic = topic;
  }

  /** Takes all series that a metric has now; those that it had before and not now leave. */
  public void replace(String metric, List<LiveValue> values) {
    replace(metric, values, true);
  }

  /**
   * As {@link #replace(String, List)}.
   *
   * @param endsAtZero whether a series that leaves is published as zero first: right for counts,
   *     wrong for a score whose zero means the worst
   */
  public void replace(String metric, List<LiveValue> values, boolean endsAtZero) {
    Map<List<List<String>>, Series> known = metrics.computeIfAbsent(metric, m -> new HashMap<>());
    known.values().forEach(series -> series.present = false);
    for (LiveValue value : values) {
      // The label names are part of what a series is: {platform=web} is not {region=web}.
      List<List<String>> id = List.of(value.labelNames(), value.id());
      Series series = known.computeIfAbsent(id, i -> new Series());
      series.changed |= !value.equals(series.value);
      series.value = value;
      series.endsAtZero = endsAtZero;
      series.present = true;
    }
  }

  /**
   * Sends what changed since the last call.
   *
   * @param now epoch milliseconds, the timestamp of the values
   * @param to takes the records in the order in which they must be written
   */
  public void flush(long now, Consumer<Outbound> to) {
    metrics.forEach(
        (metric, known) -> {
          for (Iterator<Series> all = known.values().iterator(); all.hasNext(); ) {
            Series series = all.next();
            if (!series.present) {
              if (series.endsAtZero) {
                to.accept(record(metric, series.value, 0, now));
              }
              to.accept(new Outbound(topic, key(metric, series.value), null));
              all.remove();
            } else if (series.changed || now - series.toldAt >= REPEAT_MILLIS) {
              to.accept(record(metric, series.value, series.value.value(), now));
              series.changed = false;
              series.toldAt = now;
            }
          }
        });
  }

  private Outbound record(String metric, LiveValue live, double value, long now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("metric", metric);
      if (!live.labelNames().isEmpty()) {
        json.writeObjectFieldStart("labels");
        for (int i = 0; i < live.labelNames().size(); i++) {
          json.writeStringField(live.labelNames().get(i), live.labelValues().get(i));
        }
        json.writeEndObject();
      }
      if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
        json.writeNumberField("value", (long) value);
      } else {
        json.writeNumberField("value", value);
      }
      json.writeNumberField("timestamp", now);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outbound(topic, key(metric, live), out.toByteArray());
  }

  /** The series as Prometheus writes it: {@code active_users{platform="web"}}. */
  private static byte[] key(String metric, LiveValue live) {
    StringBuilder key = new StringBuilder(metric);
    String separator = "{";
    for (int i = 0; i < live.id().size(); i++) {
      String value = live.id().get(i).replace("\\", "\\\\").replace("\"", "\\\"");
      key.append(separator)
          .append(live.labelNames().get(i))
          .append("=\"")
          .append(value)
          .append('"');
      separator = ",";
    }
    return key.append(separator.equals(",") ? "}" : "").toString().getBytes(StandardCharsets.UTF_8);
  }
}
