package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.history.HistoryAnswer;
import ai.colonycraft.realtime.push.history.HistoryAnswer.Found;
import ai.colonycraft.realtime.push.history.HistoryAnswer.Point;
import ai.colonycraft.realtime.push.history.HistoryReader;
import ai.colonycraft.realtime.push.hub.Past;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** An answer of {@code GET /api/history/{name}} as JSON. */
final class HistoryJson {

  /** A point with its values. */
  private static final int POINT_BYTES = 100;

  /**
   * The points of a series that are newer than the last finished window.
   *
   * @param labels of the series
   * @param past its points
   * @param to epoch milliseconds; later points are left out
   */
  record Live(Map<String, String> labels, Past past, long to) {}

  /** One element of the list: what each source has of one series; null for nothing. */
  static final class Series {
    private final Map<String, String> labels;
    private String name;
    private List<Point> points = List.of();
    private List<Point> before = List.of();
    private Live live;

    private Series(Map<String, String> labels) {
      this.labels = labels;
    }
  }

  private final HistoryRequest asked;
  private final HistoryAnswer answer;
  private final Map<Map<String, String>, Series> series = new LinkedHashMap<>();

  /** Takes what was found; {@code before} is null without a comparison. */
  HistoryJson(HistoryRequest asked, HistoryAnswer answer, HistoryAnswer before, List<Live> live) {
    this.asked = asked;
    this.answer = answer;
    for (Found found : answer.series()) {
      Series one = of(found.labels());
      one.points = found.points();
      one.name = found.name();
    }
    for (Live points : live) {
      of(points.labels()).live = points;
    }
    for (Found found : before == null ? List.<Found>of() : before.series()) {
      of(found.labels()).before = found.points();
    }
  }

  private Series of(Map<String, String> labels) {
    return series.computeIfAbsent(new TreeMap<>(labels), Series::new);
  }

  /** The elements of the list. */
  List<Series> series() {
    return List.copyOf(series.values());
  }

  /** What it takes in memory, about. */
  long bytes() {
    long points = 0;
    for (Series one : series.values()) {
      points += one.points.size() + one.before.size();
      points += one.live == null ? 0 : one.live.past().times().length;
    }
    return points * POINT_BYTES;
  }

  /** The fields before the list. */
  void head(JsonGenerator out) throws IOException {
    out.writeStringField("name", asked.question().name());
    out.writeStringField("unit", answer.unit());
    out.writeStringField("level", answer.level());
    out.writeNumberField("step", answer.step());
    out.writeNumberField("from", asked.question().from() * 1000);
    out.writeNumberField("to", asked.question().to() * 1000);
    out.writeNumberField("until", answer.until() * 1000);
    out.writeNumberField("compare", asked.compareSeconds());
    out.writeBooleanField("truncated", answer.truncated());
    columns(answer.columns(), out);
  }

  private static void columns(List<String> columns, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("columns");
    out.writeString("time");
    for (String column : columns) {
      out.writeString(column);
    }
    out.writeEndArray();
  }

  /** One element. */
  void write(Series one, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : one.labels.entrySet()) {
      out.writeStringField(label.getKey(), label.getValue());
    }
    out.writeEndObject();
    if (one.name != null) {
      out.writeStringField("name", one.name);
    }
    points("points", one.points, 0, out);
    if (asked.compareSeconds() > 0) {
      points("compare", one.before, asked.compareSeconds(), out);
    }
    out.writeArrayFieldStart("live");
    if (one.live != null) {
      Past past = one.live.past();
      for (int i = 0; i < past.times().length && past.times()[i] < one.live.to(); i++) {
        out.writeStartArray();
        out.writeNumber(past.times()[i]);
        number(past.values()[i], out);
        out.writeEndArray();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void points(String name, List<Point> points, long later, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Point point : points) {
      out.writeStartArray();
      out.writeNumber((point.time() + later) * 1000);
      for (double value : point.values()) {
        number(value, out);
      }
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  private static void number(double value, JsonGenerator out) throws IOException {
    if (!Double.isFinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }

  /** A weak entity tag: equal answers have equal ones. */
  String tag() {
    // Of whole steps: what is between two of them changes nothing.
    long hash = 31 * answer.step() + answer.until();
    hash = 31 * hash + asked.question().from() / answer.step();
    hash = 31 * hash + asked.question().to() / answer.step();
    hash = 31 * hash + asked.compareSeconds();
    for (Series one : series.values()) {
      hash = 31 * hash + one.labels.hashCode();
      hash = 31 * hash + Objects.hashCode(one.name);
      hash = hash(hash, one.points);
      hash = hash(hash, one.before);
      if (one.live != null) {
        hash = 31 * hash + Arrays.hashCode(one.live.past().times());
        hash = 31 * hash + Arrays.hashCode(one.live.past().values());
      }
    }
    return "W/\"%s\"".formatted(Long.toHexString(hash));
  }

  private static long hash(long hash, List<Point> points) {
    for (Point point : points) {
      hash = 31 * hash + point.time();
      hash = 31 * hash + Arrays.hashCode(point.values());
    }
    return hash;
  }

  /** An element of the catalogue. */
  static void write(HistoryReader.Entry entry, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", entry.name());
    out.writeStringField("unit", entry.unit());
    out.writeStringField("help", entry.help());
    columns(entry.columns(), out);
    out.writeArrayFieldStart("labels");
    for (List<String> set : entry.labels()) {
      out.writeStartArray();
      for (String label : set) {
        out.writeString(label);
      }
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeObjectFieldStart("levels");
    for (Map.Entry<String, List<Long>> level : entry.levels().entrySet()) {
      out.writeArrayFieldStart(level.getKey());
      for (long time : level.getValue()) {
        out.writeNumber(time);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
    out.writeEndObject();
  }
}
