package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.jobs.cluster.RecordedDay.Sending;
import ai.colonycraft.realtime.jobs.pipeline.Recorded;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The recorded requests, squeezed into the hours of {@link RecordedDay}, and what must come out of
 * them each time. The recording has neither errors nor spans: here each refused or failed request
 * reports an error too, and every fifth is a trace of two spans.
 */
final class RecordedServices {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRACED = 5;
  private static final long WINDOW = 300_000;

  private final List<ObjectNode> events = new ArrayList<>();
  private final JsonNode expected = Recorded.expected("service_events");
  private final Map<Long, Map<String, Long>> graphs = new TreeMap<>();
  private final RecordedDay day;

  RecordedServices(RecordedDay day) {
    this.day = day;
    List<ObjectNode> requests = new ArrayList<>();
    try {
      for (String line : Recorded.serviceEvents()) {
        requests.add((ObjectNode) JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests.sort(Comparator.comparingLong(request -> request.get("timestamp").asLong()));
    long first = requests.get(0).get("timestamp").asLong();
    long length = requests.get(requests.size() - 1).get("timestamp").asLong() - first;
    for (int number = 0; number < requests.size(); number++) {
      ObjectNode request = requests.get(number);
      long since = request.get("timestamp").asLong() - first;
      request.put("timestamp", day.first() + since * (day.last() - day.first()) / length);
      events.add(request);
      if (request.get("statusCode").asInt() >= 400) {
        events.add(event(request, "error").put("severity", "error"));
      }
      if (number % TRACED == 0) {
        trace(request, number);
      }
    }
  }

  /** A gateway that waits for the service; both have a time of their own. */
  private void trace(ObjectNode request, int number) {
    long handled = 1 + number % 90;
    long proxied = 1 + number % 7;
    events.add(
        span(request, "t" + number, "handle", handled)
            .put("spanId", "inner")
            .put("parentSpanId", "outer"));
    events.add(
        span(request, "t" + number, "proxy", handled + proxied)
            .put("service", "gateway")
            .put("spanId", "outer"));
    long at = request.get("timestamp").asLong();
    Map<String, Long> graph =
        graphs.computeIfAbsent(Math.floorDiv(at, WINDOW) * WINDOW, start -> new TreeMap<>());
    String service = request.get("service").asText();
    graph.merge("gateway: proxy", proxied * 1000, Long::sum);
    graph.merge("gateway: proxy;" + service + ": handle", handled * 1000, Long::sum);
  }

  private static ObjectNode span(ObjectNode request, String trace, String operation, long millis) {
    return event(request, "span")
        .put("traceId", trace)
        .put("operation", operation)
        .put("durationMs", millis);
  }

  private static ObjectNode event(ObjectNode request, String type) {
    ObjectNode event = JSON.createObjectNode();
    event.put("eventId", request.get("eventId").asText() + "-" + type);
    event.put("type", type);
    for (String field : List.of("timestamp", "service", "region")) {
      event.set(field, request.get(field));
    }
    return event;
  }

  /** The events of a round, in order of time. */
  List<Sending> round(int round) {
    List<Sending> sendings = new ArrayList<>();
    for (ObjectNode event : events) {
      long timestamp = day.in(round, event.get("timestamp").asLong());
      ObjectNode again = event.deepCopy();
      again.put("timestamp", timestamp);
      again.put("eventId", "r" + round + "-" + event.get("eventId").asText());
      if (again.has("traceId")) {
        again.put("traceId", "r" + round + "-" + event.get("traceId").asText());
      }
      int partition =
          Math.floorMod(event.get("service").asText().hashCode(), RecordedDay.PARTITIONS);
      sendings.add(new Sending(partition, timestamp, again.toString()));
    }
    return sendings;
  }

  /** Requests of one round, by a label of {@code http_requests_total}. */
  Map<String, Long> requestsBy(String label) {
    return expected.get("by_" + label).properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asLong()));
  }

  /** Errors of one round by service. */
  Map<String, Long> errorsByService() {
    Map<String, Long> errors = new HashMap<>();
    events.stream()
        .filter(event -> event.get("type").asText().equals("error"))
        .forEach(event -> errors.merge(event.get("service").asText(), 1L, Long::sum));
    return errors;
  }

  /** Events of one round by type. */
  Map<String, Long> byType() {
    Map<String, Long> types = new HashMap<>();
    events.forEach(event -> types.merge(event.get("type").asText(), 1L, Long::sum));
    return types;
  }

  /** The flame graphs of all calls in a round: microseconds of each stack, by start of window. */
  Map<Long, Map<String, Long>> graphs(int round) {
    Map<Long, Map<String, Long>> shifted = new TreeMap<>();
    graphs.forEach((start, graph) -> shifted.put(day.in(round, start), graph));
    return shifted;
  }
}
