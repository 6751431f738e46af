package ai.colonycraft.realtime.push.history;

import ai.colonycraft.realtime.push.history.HistoryAnswer.Point;
import ai.colonycraft.realtime.push.history.HistoryException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Answers questions about the past from Prometheus: the sum over all series of a metric that have
 * the labels, with its mean, least and most of each step. Buckets of a histogram have what they
 * grew by in each step, as in the database. All methods may be called from any thread, and wait for
 * Prometheus.
 */
final class PrometheusReader {

  static final String BUCKET = "_bucket";
  private static final String LEVEL = "prometheus";

  /** Functions over the sum of series, by column. */
  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("mean", "avg_over_time((sum %s(%s))[%ds:%ds])");
    VALUES.put("min", "min_over_time((sum %s(%s))[%ds:%ds])");
    VALUES.put("max", "max_over_time((sum %s(%s))[%ds:%ds])");
  }

  private static final Map<String, String> GROWTH = Map.of("count", "sum %s(increase(%s[%ds]))");

  /** In every Prometheus, as long as it scrapes anything. */
  private static final String UP = "count(up)";

  private static final long DAY = 86_400;
  private static final long DAYS = 400;

  /** So long after a time, scrapes of before have come in; seconds. */
  private static final long SCRAPED = 30;

  private static final long MINUTE = 60;

  /** The least distance at which a step is looked at, seconds; and how often in a step. */
  private static final long FINEST = 15;

  private static final long LOOKS = 20;

  private final PrometheusClient client;
  private final PrometheusNames names = new PrometheusNames();
  private final Clock clock;

  PrometheusReader(URI prometheus, Clock clock) {
    this.client = new PrometheusClient(prometheus);
    this.clock = clock;
  }

  /** Whether it may have a series of that name. */
  boolean knows(String name) {
    return names.contains(name);
  }

  /**
   * The names that both Prometheus and live series have, as far back as Prometheus goes. Some live
   * series, as rates, are nowhere in Prometheus.
   */
  List<HistoryReader.Entry> catalogue() throws HistoryException {
    Set<String> scraped = new HashSet<>();
    client.begin().names().forEach(name -> scraped.add(name.asText()));
    long until = until();
    Map<String, List<Long>> levels = Map.of(LEVEL, List.of(first(until) * 1000, until * 1000));
    return names.all().stream()
        .filter(name -> scraped.contains(name) && !names.get(name).sets().isEmpty())
        .map(
            name -> {
              PrometheusNames.Metric metric = names.get(name);
              List<String> columns = List.copyOf(columns(name).keySet());
              return new HistoryReader.Entry(
                  name, metric.unit(), metric.help(), metric.sets(), columns, levels);
            })
        .toList();
  }

  /** The time of the first scrape, to 5 minutes, of the last 400 days. */
  private long first(long until) throws HistoryException {
    PrometheusClient.Question question = client.begin();
    long day = first(question.range(UP, until - DAYS * DAY, until, DAY), until);
    return first(question.range(UP, day - DAY, day, 5 * MINUTE), day);
  }

  private static long first(JsonNode series, long otherwise) {
    return series.path(0).path("values").path(0).path(0).asLong(otherwise);
  }

  /** Up to when all has been scraped, epoch seconds. */
  private long until() {
    return Math.floorDiv(clock.millis() / 1000 - SCRAPED, MINUTE) * MINUTE;
  }

  private static Map<String, String> columns(String name) {
    return name.endsWith(BUCKET) ? GROWTH : VALUES;
  }

  /**
   * Answers a question about a name that it knows.
   *
   * @param visible whether a series of these labels may be shown
   */
  HistoryAnswer answer(HistoryQuestion question, Predicate<Map<String, String>> visible)
      throws HistoryException {
    PrometheusNames.Metric metric = names.get(question.name());
    if (!metric.labels().containsAll(question.labels().keySet())) {
      throw new HistoryException(
          Reason.BAD_QUESTION, "labels: expected some of " + String.join(", ", metric.labels()));
    }
    if (question.labels().containsValue("")) {
      throw new HistoryException(Reason.BAD_QUESTION, "labels: expected a value, or *");
    }
    long step = Math.max(MINUTE, question.wantedStep());
    long until = until();
    long from = question.begin(step);
    long to = Math.min(until, question.end(step));
    Map<Map<String, String>, TreeMap<Long, double[]>> found = new LinkedHashMap<>();
    long whole = from + Math.max(0, to - from) / step * step;
    Map<String, String> columns = columns(question.name());
    PrometheusClient.Question asked = client.begin();
    int column = 0;
    for (String function : columns.values()) {
      if (whole > from) {
        JsonNode all = asked.range(query(question, function, step), from + step, whole, step);
        take(all, question, step, column, columns.size(), found);
      }
      if (to > whole) {
        JsonNode last = asked.instant(query(question, function, to - whole), to);
        take(last, question, to - whole, column, columns.size(), found);
      }
      column++;
    }
    Map<Map<String, String>, List<Point>> series = new LinkedHashMap<>();
    found.forEach(
        (labels, points) -> {
          List<Point> list = new ArrayList<>();
          points.forEach((time, values) -> list.add(new Point(time, values)));
          series.put(labels, list);
        });
    return HistoryAnswer.of(
        metric.unit(), List.copyOf(columns.keySet()), LEVEL, step, until, false, series, visible);
  }

  /** For example {@code avg_over_time((sum by (region) (active_users{region!=""}))[600s:30s])}. */
  private static String query(HistoryQuestion question, String function, long seconds) {
    List<String> matchers = new ArrayList<>();
    question
        .labels()
        .forEach(
            (label, value) ->
                matchers.add(
                    value.equals("*") ? label + "!=\"\"" : label + "=\"" + escaped(value) + '"'));
    String by =
        question.labels().isEmpty()
            ? ""
            : "by (" + String.join(", ", question.labels().keySet()) + ") ";
    String series = question.name() + "{" + String.join(",", matchers) + "}";
    return function.formatted(by, series, seconds, Math.max(FINEST, seconds / LOOKS));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Takes a column; a value belongs to the step that ends at its time. */
  private static void take(
      JsonNode result,
      HistoryQuestion question,
      long step,
      int column,
      int columns,
      Map<Map<String, String>, TreeMap<Long, double[]>> found) {
    for (JsonNode series : result) {
      Map<String, String> labels = new HashMap<>();
      for (String label : question.labels().keySet()) {
        labels.put(label, series.path("metric").path(label).asText());
      }
      TreeMap<Long, double[]> points = found.computeIfAbsent(labels, l -> new TreeMap<>());
      // A native histogram has neither.
      Iterable<JsonNode> values =
          series.has("value") ? List.of(series.get("value")) : series.path("values");
      for (JsonNode value : values) {
        points.computeIfAbsent(value.path(0).asLong() - step, t -> none(columns))[column] =
            number(value.path(1).asText());
      }
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static double[] none(int columns) {
    double[] values = new double[columns];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
