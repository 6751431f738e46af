package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.hub.FlameGraphs;
import ai.colonycraft.realtime.push.hub.FlameTree;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.text.Text;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.RequestClient;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * {@code GET /api/flamegraph?service=…&view=…}: the windows of a time as one flame graph, a JSON
 * list of rows {@code level, value, self, label} in the order of a nested set, as Grafana's flame
 * graph panel reads them.
 *
 * <p>{@code view} is {@code calls} (the default), {@code resources}, or {@code bottleneck}: the
 * calls whose time grew, trace for trace, against the hour before. {@code weight} is {@code time}
 * or {@code cpu}, both in milliseconds, or {@code tokens}. The time is that between {@code from}
 * and {@code to}, epoch milliseconds, or the last {@code minutes}; without them the last quarter of
 * an hour. Windows that begin in it count. Without {@code service}, or with {@code *}, all services
 * count. An answer has {@link #MOST_ROWS} rows at most, the heaviest frames.
 */
public final class FlameGraphApi extends Handler.Abstract.NonBlocking {

  private static final String PATH = "/api/flamegraph";
  private static final String ALL = "*";

  /** Rows of an answer; the lightest frames are left out. */
  static final int MOST_ROWS = 10_000;

  /** Nothing, our own word, and what Grafana's variables say for all. */
  private static final Set<String> EVERY = Set.of("", ALL, ".*", "$__all");

  /** Answers kept. */
  private static final int CACHED = 8;

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final int MOST_MINUTES = 24 * 60;
  private static final JsonFactory JSON = new JsonFactory();

  private enum View {
    CALLS,
    RESOURCES,
    BOTTLENECK
  }

  private enum Weight {
    TIME(FlameGraph.Frame::timeMicros, 1000),
    CPU(FlameGraph.Frame::cpuMicros, 1000),
    TOKENS(FlameGraph.Frame::tokens, 1);

    final ToLongFunction<FlameGraph.Frame> of;
    final int perUnit;

    Weight(ToLongFunction<FlameGraph.Frame> of, int perUnit) {
      this.of = of;
      this.perUnit = perUnit;
    }
  }

  private final FlameGraphs graphs;
  private final Clock clock;

  /** The newest answers, some hundred kilobytes each. */
  private final Map<Made, byte[]> answers = new LinkedHashMap<>();

  public FlameGraphApi(FlameGraphs graphs, Clock clock) {
    this.graphs = graphs;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    try {
      Fields query = Request.extractQueryParameters(request);
      View view = choice("view", query, View.CALLS);
      Weight weight = choice("weight", query, view == View.RESOURCES ? Weight.CPU : Weight.TIME);
      Supplier<byte[]> answer = answer(query, view, weight, AccessControl.visibility(request));
      RequestClient.work(
          request, callback, () -> Answer.send(response, callback, 200, Answer.JSON, answer.get()));
      return true;
    } catch (IllegalArgumentException e) {
      return Answer.send(response, callback, 400, Answer.JSON, error(e.getMessage()));
    }
  }

  /** What an answer is made of: while this is equal, so is the answer. */
  private record Made(
      View view,
      Weight weight,
      String whose,
      FlameGraphs.Windows present,
      FlameGraphs.Windows before) {}

  /** Reads the query at once, and makes the answer when it is asked to. */
  private Supplier<byte[]> answer(Fields query, View view, Weight weight, Visibility visibility) {
    String service = query.getValue("service");
    String whose = service == null || EVERY.contains(service) ? ALL : service;
    long now = clock.millis();
    long minutes = number("minutes", query, 15, 1, MOST_MINUTES);
    long to = number("to", query, now, 0, Long.MAX_VALUE);
    long from = number("from", query, Math.max(0, to - minutes * MINUTE), 0, Long.MAX_VALUE);
    if (!visibility.seesFlameGraphs(whose)) {
      return () -> json(List.of(), weight); // As of a service that there is not.
    }
    return () ->
        cached(
            new Made(
                view, weight, whose, graphs.windows(from, to), graphs.windows(from - HOUR, from)),
            () -> json(rows(view, weight, whose, from, to), weight));
  }

  /** One at a time, since adding graphs up takes memory in the order of all that is kept. */
  private synchronized byte[] cached(Made made, Supplier<byte[]> making) {
    byte[] body = answers.get(made);
    if (body == null) {
      body = making.get();
      answers.put(made, body);
      if (answers.size() > CACHED) {
        answers.remove(answers.keySet().iterator().next());
      }
    }
    return body;
  }

  private List<FlameTree.Row> rows(View view, Weight weight, String whose, long from, long to) {
    String label = whose.equals(ALL) ? "all services" : whose;
    if (view == View.BOTTLENECK) {
      return grown(whose, from, to, weight, label);
    }
    String name = view.name().toLowerCase(Locale.ROOT);
    return FlameTree.of(graphs.in(name, whose, from, to), weight.of).heaviest(label, MOST_ROWS);
  }

  private List<FlameTree.Row> grown(String whose, long from, long to, Weight weight, String label) {
    List<FlameGraph> present = graphs.in("calls", whose, from, to);
    List<FlameGraph> before = graphs.in("calls", whose, from - HOUR, from);
    long tracesBefore = traces(before);
    if (tracesBefore == 0) {
      // Without an hour before, all would seem to have grown.
      return List.of();
    }
    double scale = (double) traces(present) / tracesBefore;
    return FlameTree.of(present, weight.of)
        .growthSince(FlameTree.of(before, weight.of), scale)
        .heaviest(label, MOST_ROWS);
  }

  private static long traces(List<FlameGraph> graphs) {
    return graphs.stream().mapToLong(FlameGraph::traces).sum();
  }

  private static byte[] json(List<FlameTree.Row> rows, Weight weight) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      for (FlameTree.Row row : rows) {
        out.writeStartObject();
        out.writeNumberField("level", row.level());
        number("value", row.value(), weight, out);
        number("self", row.self(), weight, out);
        out.writeStringField("label", row.label());
        out.writeEndObject();
      }
      out.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void number(String name, long value, Weight weight, JsonGenerator out)
      throws IOException {
    if (value % weight.perUnit == 0) {
      out.writeNumberField(name, value / weight.perUnit);
    } else {
      out.writeNumberField(name, (double) value / weight.perUnit);
    }
  }

  private static byte[] error(String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeObjectFieldStart("error");
      out.writeStringField("code", "bad_query");
      out.writeStringField("message", message);
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static <E extends Enum<E>> E choice(String name, Fields query, E absent) {
    String text = query.getValue(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    List<E> all = List.of(absent.getDeclaringClass().getEnumConstants());
    List<String> words = all.stream().map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    int at = words.indexOf(text);
    if (at < 0) {
      throw new IllegalArgumentException(
          name + ": expected one of " + String.join(", ", words) + ", found \"" + cut(text) + '"');
    }
    return all.get(at);
  }

  private static long number(String name, Fields query, long absent, long least, long most) {
    String text = query.getValue(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    return Stream.of(text)
        .filter(t -> t.matches("\\d{1,18}"))
        .map(Long::parseLong)
        .filter(n -> n >= least && n <= most)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + (most == Long.MAX_VALUE
                            ? ": expected epoch milliseconds"
                            : ": expected a whole number from " + least + " to " + most)
                        + ", found \""
                        + cut(text)
                        + '"'));
  }

  private static String cut(String text) {
    return Text.cut(text, 50);
  }
}
