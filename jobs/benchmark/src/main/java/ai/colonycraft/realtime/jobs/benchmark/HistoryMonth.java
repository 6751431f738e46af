package ai.colonycraft.realtime.jobs.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Made-up windows of many days, written as HistoryJob writes them: users, colonies and agents by 5
 * minutes with the first hundred of each by name, sessions by platform, and services by region and
 * minute. Not thread-safe.
 */
final class HistoryMonth {

  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  private static final int SERVICES = 8;

  private static final List<String> REGIONS = List.of("eu-central-1", "us-east-1", "sa-east-1");
  private static final List<String> PLATFORMS = List.of("api", "desktop", "mobile", "web");
  private static final List<String> BOUNDS =
      List.of("0.3", "1.2", "5", "15", "30", "60", "120", "+Inf");
  private static final int NAMED = 100;
  private static final int REST = 900;
  private static final long REST_EVENTS = 5000;
  private static final long TOKENS = 45;
  private static final long CPU_MICROS = 2_000;
  private static final int BUCKETS = 40;
  private static final int FIRST_BUCKET = 150;
  private static final String SKETCH = "05".repeat(4096);

  private final SplittableRandom random = new SplittableRandom(1);
  private long windows;

  /** Writes the hours of some days that end at {@code until}, epoch milliseconds, oldest first. */
  void write(Connection connection, long until, int days) throws SQLException {
    try (PreparedStatement put = connection.prepareStatement("CALL history.put(?::jsonb, 100)")) {
      for (long hour = until - days * DAY; hour < until; hour += HOUR) {
        put.setString(1, batch(hour));
        put.execute();
      }
    }
  }

  /** How many windows were written: summaries, sessions, tops and those of services. */
  long windows() {
    return windows;
  }

  private String batch(long hour) {
    List<String> summaries = new ArrayList<>();
    List<String> sessions = new ArrayList<>();
    List<String> tops = new ArrayList<>();
    List<String> services = new ArrayList<>();
    for (long start = hour; start < hour + HOUR; start += 5 * MINUTE) {
      summaries.add(summary(start));
      sessions.add(sessions(start));
      tops.add(top("user", start));
      tops.add(top("colony", start));
      tops.add(top("agent", start));
    }
    for (long start = hour; start < hour + HOUR; start += MINUTE) {
      for (int service = 0; service < SERVICES; service++) {
        for (String region : REGIONS) {
          services.add(service("service-" + service, region, start));
        }
      }
    }
    windows += summaries.size() + sessions.size() + tops.size() + services.size();
    return "{\"summaries\":[%s],\"sessions\":[%s],\"tops\":[%s],\"services\":[%s]}"
        .formatted(
            String.join(",", summaries),
            String.join(",", sessions),
            String.join(",", tops),
            String.join(",", services));
  }

  private String summary(long start) {
    int users = 1000 + random.nextInt(500);
    List<String> platforms = new ArrayList<>();
    PLATFORMS.forEach(platform -> platforms.add("\"" + platform + "\":" + users / 4));
    return "{\"start\":%d,\"events\":%d,\"activeUsers\":%d,\"activeColonies\":%d,\"activeUsersBy\":{\"platform\":{%s}},\"tokens\":%d}"
        .formatted(start, 20 * users, users, users / 3, String.join(",", platforms), 900L * users);
  }

  private String sessions(long start) {
    List<String> platforms = new ArrayList<>();
    for (String platform : PLATFORMS) {
      List<String> within = new ArrayList<>();
      int below = 0;
      for (String bound : BOUNDS) {
        below += random.nextInt(20);
        within.add("\"" + bound + "\":" + below);
      }
      platforms.add("\"" + platform + "\":{" + String.join(",", within) + "}");
    }
    return "{\"start\":%d,\"sessionsBy\":{\"platform\":{%s}}}"
        .formatted(start, String.join(",", platforms));
  }

  /** What users spend is not known; an agent is one of ten of its colony. */
  private String top(String kind, long start) {
    List<String> named = new ArrayList<>();
    boolean spends = !kind.equals("user");
    long events = 0;
    for (int i = 0; i < NAMED; i++) {
      int count = 100 + random.nextInt(900);
      events += count;
      String spent = spends ? "," + TOKENS * count + "," + CPU_MICROS * count : "";
      String colony = kind.equals("agent") ? ",\"colony-%d\"".formatted(i / 10) : "";
      named.add("[\"%s-%d\",\"Name %d\",%d%s%s]".formatted(kind, i, i, count, spent, colony));
    }
    long all = events + REST_EVENTS;
    String spent =
        spends
            ? "\"tokens\":%d,\"restTokens\":%d,\"cpuMicros\":%d,\"restCpuMicros\":%d,"
                .formatted(
                    TOKENS * all, TOKENS * REST_EVENTS, CPU_MICROS * all, CPU_MICROS * REST_EVENTS)
            : "";
    return "{\"kind\":\"%s\",\"start\":%d,\"ids\":%d,\"events\":%d,\"restIds\":%d,\"restEvents\":%d,%s\"sketch\":\"%s\",\"top\":[%s]}"
        .formatted(
            kind,
            start,
            NAMED + REST,
            all,
            REST,
            REST_EVENTS,
            spent,
            SKETCH,
            String.join(",", named));
  }

  private String service(String service, String region, long start) {
    List<String> buckets = new ArrayList<>();
    int requests = 0;
    for (int i = 0; i < BUCKETS; i++) {
      int count = 1 + random.nextInt(30);
      requests += count;
      buckets.add("[" + (FIRST_BUCKET + 4 * i) + "," + count + "]");
    }
    return String.format(
        Locale.ROOT,
        "{\"service\":\"%s\",\"region\":\"%s\",\"start\":%d,\"events\":%d,\"requests\":%d,\"responses\":{\"2xx\":%d,\"5xx\":%d},\"errors\":{},"
            + "\"latency\":{\"count\":%d,\"sumMicros\":%d,\"buckets\":[%s]},\"cpuMicros\":%d,\"memory\":{\"readings\":4,\"sumBytes\":4000000,\"maxBytes\":1200000}}",
        service,
        region,
        start,
        requests,
        requests,
        requests - requests / 50,
        requests / 50,
        requests,
        60_000L * requests,
        String.join(",", buckets),
        400L * requests);
  }
}
