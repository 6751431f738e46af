package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.jobs.activity.ActivityMetrics;
import ai.colonycraft.realtime.jobs.health.LatencyHistogram;
import ai.colonycraft.realtime.jobs.history.TopOfWindow;
import ai.colonycraft.realtime.jobs.quickstart.platform.PlatformEvent;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import ai.colonycraft.realtime.jobs.types.Amounts;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Windows of a day before the simulated platform began, as batches for the database of history. Of
 * each hour one window of 5 minutes is simulated; the others of that hour are made of it, larger or
 * smaller by how the next hour differs. No event of it goes through Kafka.
 */
final class SimulatedPast {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long WINDOW = 5 * MINUTE;
  private static final long HOUR = 12 * WINDOW;
  private static final int HOURS = 24;

  /** Windows of colonies and of agents in a batch: six hours. */
  private static final int TOPS = 144;

  /** Colonies or agents of a window that are kept by name, as the job keeps them. */
  static final int TOP = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final QuickstartConfig config;
  private final long until;

  /** A past that ends at the begin of a window, epoch milliseconds. */
  SimulatedPast(QuickstartConfig config, long until) {
    this.config = config;
    this.until = until;
  }

  /** Takes a batch, in the form of {@code history.put}. */
  interface Writer {
    void write(String batch) throws InterruptedException;
  }

  /** What happened in one simulated window. */
  private static final class Sample {
    final Set<String> users = new HashSet<>();
    final Map<String, Spending> colonies = new TreeMap<>();
    final Map<String, Spending> agents = new TreeMap<>();
    final Map<String, Set<String>> platforms = new TreeMap<>();
    final Map<String, Long> endedSessions = new TreeMap<>();
    final List<Map<String, Place>> minutes = new ArrayList<>();
    long events;
    long tokens;
  }

  /** What one colony or agent did and spent. */
  private static final class Spending {
    String name;
    long events;
    long tokens;
    long cpuMicros;

    void add(String itsName, JsonNode event) {
      name = itsName;
      events++;
      tokens += event.path("tokens").asLong();
      cpuMicros += Amounts.micros(event.path("cpuSeconds").asDouble());
    }
  }

  /** What one service did in one region in a minute. */
  private static final class Place {
    final Map<String, Long> responses = new TreeMap<>();
    final Map<String, Long> errors = new TreeMap<>();
    final TreeMap<Integer, Long> buckets = new TreeMap<>();
    String service;
    String region;
    long events;
    long requests;
    long micros;
    long cpuMicros;
    long readings;
    long memory;
    long mostMemory;
  }

  /**
   * Writes an hour a batch, the newest first, since that is looked at first. Colonies and agents
   * follow, some hours a batch, since their day is added up again with each.
   */
  void write(Writer writer) throws InterruptedException {
    Sample later = simulate(until);
    List<String> tops = new ArrayList<>();
    for (int hour = 1; hour <= HOURS; hour++) {
      Sample sample = simulate(until - hour * HOUR);
      writer.write(batch(until - hour * HOUR, sample, later, tops));
      later = sample;
    }
    for (int from = 0; from < tops.size(); from += TOPS) {
      List<String> some = tops.subList(from, Math.min(tops.size(), from + TOPS));
      writer.write("{\"tops\":[%s]}".formatted(String.join(",", some)));
    }
  }

  private Sample simulate(long start) {
    Simulator simulator =
        new Simulator(config.seed(), config.users(), config.rate(), start, Duration.ofDays(1));
    Sample sample = new Sample();
    for (int minute = 0; minute < 5; minute++) {
      Map<String, Place> places = new HashMap<>();
      for (PlatformEvent event : simulator.next(start + (minute + 1) * MINUTE - 1)) {
        if (event.topic() == Topics.USER_ACTIVITY) {
          user(json(event), sample);
        } else if (event.topic() == Topics.SERVICE_EVENTS) {
          service(json(event), places);
        }
      }
      sample.minutes.add(places);
    }
    return sample;
  }

  private static JsonNode json(PlatformEvent event) {
    try {
      return JSON.readTree(event.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void user(JsonNode event, Sample sample) {
    sample.events++;
    sample.tokens += event.path("tokens").asLong();
    String user = event.get("userId").asText();
    sample.users.add(user);
    String colony = event.path("colonyId").asText();
    if (event.has("colonyId")) {
      sample
          .colonies
          .computeIfAbsent(colony, id -> new Spending())
          .add(event.path("colonyName").textValue(), event);
    }
    if (event.has("agentId")) {
      sample
          .agents
          .computeIfAbsent(
              new AgentKey(colony, event.get("agentId").asText()).text(), key -> new Spending())
          .add(event.path("agentName").textValue(), event);
    }
    if (event.has("platform")) {
      sample
          .platforms
          .computeIfAbsent(event.get("platform").asText(), p -> new HashSet<>())
          .add(user);
      if (event.get("type").asText().equals("session_ended")) {
        sample.endedSessions.merge(event.get("platform").asText(), 1L, Long::sum);
      }
    }
  }

  private static void service(JsonNode event, Map<String, Place> places) {
    String service = event.get("service").asText();
    String region = event.path("region").asText("unknown");
    Place place = places.computeIfAbsent(service + "/" + region, p -> new Place());
    place.service = service;
    place.region = region;
    place.events++;
    switch (event.get("type").asText()) {
      case "http_request" -> {
        place.requests++;
        place.responses.merge(event.get("statusCode").asInt() / 100 + "xx", 1L, Long::sum);
        double millis = event.get("durationMs").asDouble();
        place.buckets.merge(LatencyHistogram.index(millis), 1L, Long::sum);
        place.micros += Math.round(millis * 1000);
      }
      case "error" -> place.errors.merge(event.get("severity").asText(), 1L, Long::sum);
      case "resource_usage" -> {
        place.cpuMicros += Amounts.micros(event.get("cpuSeconds").asDouble());
        place.readings++;
        place.memory += event.get("memoryBytes").asLong();
        place.mostMemory = Math.max(place.mostMemory, event.get("memoryBytes").asLong());
      }
      default -> {}
    }
  }

  private static String batch(long hour, Sample sample, Sample later, List<String> tops) {
    List<String> summaries = new ArrayList<>();
    List<String> sessions = new ArrayList<>();
    List<String> services = new ArrayList<>();
    double growth = (double) (later.events + 1) / (sample.events + 1);
    for (int window = 0; window < 12; window++) {
      // Rises evenly to the next hour, and a little up and down, as counts are.
      double factor = (1 + (growth - 1) * window / 12) * (1 + 0.02 * Math.sin(window * 2.4));
      long start = hour + window * WINDOW;
      summaries.add(summary(start, sample, factor));
      sessions.add(sessions(start, sample, factor));
      tops.add(top("colony", sample.colonies, start, factor));
      tops.add(top(TopOfWindow.AGENT, sample.agents, start, factor));
      for (int minute = 0; minute < 5; minute++) {
        for (Place place : sample.minutes.get((minute + window) % 5).values()) {
          services.add(window(start + minute * MINUTE, place, factor));
        }
      }
    }
    return "{\"summaries\":[%s],\"sessions\":[%s],\"services\":[%s]}"
        .formatted(
            String.join(",", summaries), String.join(",", sessions), String.join(",", services));
  }

  private static String top(
      String kind, Map<String, Spending> spenders, long start, double factor) {
    TopOfWindow top = new TopOfWindow(TOP, true);
    spenders.forEach(
        (key, spending) ->
            top.add(
                key,
                spending.name,
                Math.max(1, scaled(spending.events, factor)),
                scaled(spending.tokens, factor),
                scaled(spending.cpuMicros, factor)));
    return top.json(kind, start);
  }

  private static String summary(long start, Sample sample, double factor) {
    Map<String, Long> platforms = new TreeMap<>();
    sample.platforms.forEach((platform, users) -> platforms.put(platform, (long) users.size()));
    return "{\"start\":%d,\"events\":%d,\"activeUsers\":%d,\"activeColonies\":%d,\"activeUsersBy\":{\"platform\":%s},\"tokens\":%d}"
        .formatted(
            start,
            scaled(sample.events, factor),
            scaled(sample.users.size(), factor),
            scaled(sample.colonies.size(), factor),
            counts(platforms, factor),
            scaled(sample.tokens, factor));
  }

  /** As many as ended, with durations as the simulator draws them. */
  private static String sessions(long start, Sample sample, double factor) {
    List<String> platforms = new ArrayList<>();
    sample.endedSessions.forEach(
        (platform, ended) -> {
          Map<String, Long> within = new LinkedHashMap<>();
          List<Double> bounds = ActivityMetrics.SESSIONS.bounds();
          for (int bucket = 0; bucket < ActivityMetrics.SESSIONS.buckets(); bucket++) {
            double share =
                bucket < bounds.size() ? Simulator.sessionsWithin(bounds.get(bucket)) : 1;
            within.put(ActivityMetrics.SESSIONS.le(bucket), Math.round(ended * share));
          }
          platforms.add("\"" + platform + "\":" + counts(within, factor));
        });
    return "{\"start\":%d,\"sessionsBy\":{\"platform\":{%s}}}"
        .formatted(start, String.join(",", platforms));
  }

  private static String window(long start, Place place, double factor) {
    List<String> buckets = new ArrayList<>();
    long timed = 0;
    for (Map.Entry<Integer, Long> bucket : place.buckets.entrySet()) {
      long hits = scaled(bucket.getValue(), factor);
      if (hits > 0) {
        buckets.add("[" + bucket.getKey() + "," + hits + "]");
        timed += hits;
      }
    }
    return ("{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":%d,\"requests\":%d,\"responses\":%s,\"errors\":%s,"
            + "\"latency\":{\"count\":%d,\"sumMicros\":%d,\"buckets\":[%s]},\"cpuMicros\":%d,"
            + "\"memory\":{\"readings\":%d,\"sumBytes\":%d,\"maxBytes\":%d}}")
        .formatted(
            place.service,
            place.region,
            start,
            scaled(place.events, factor),
            scaled(place.requests, factor),
            counts(place.responses, factor),
            counts(place.errors, factor),
            timed,
            scaled(place.micros, factor),
            String.join(",", buckets),
            scaled(place.cpuMicros, factor),
            place.readings,
            place.memory,
            place.mostMemory);
  }

  private static String counts(Map<String, Long> counts, double factor) {
    List<String> fields = new ArrayList<>();
    counts.forEach((name, n) -> fields.add("\"" + name + "\":" + scaled(n, factor)));
    return "{" + String.join(",", fields) + "}";
  }

  private static long scaled(long amount, double factor) {
    return Math.round(amount * factor);
  }
}
