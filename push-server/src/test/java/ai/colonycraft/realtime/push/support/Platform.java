package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What the jobs would publish of a small platform, so that every panel of every page has something.
 */
public final class Platform {

  private static final List<String> SERVICES = List.of("api-gateway", "billing", "llm-gateway");
  private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");
  private static final List<String> BOUNDS = List.of("0.1", "0.3", "1.2", "+Inf");

  private static final AtomicLong LAST_TIMESTAMP = new AtomicLong();

  private final TestTransport server;
  private final String colonyName;

  /** Publishes to a server; the busiest colony and its most active user have this name. */
  public Platform(TestTransport server, String name) {
    this.server = server;
    this.colonyName = name;
  }

  /** One value now. */
  public static Update now(String metric, Map<String, String> labels, Number value) {
    return at(System.currentTimeMillis(), metric, labels, value);
  }

  /** One value at a time, epoch milliseconds. */
  public static Update at(long time, String metric, Map<String, String> labels, Number value) {
    return new Update(metric + labels, metric, labels, value, time);
  }

  /** A notification of a type, about a service. */
  public static Notice notice(String id, String type, String title, String service) {
    return noticeAbout(
        id, type, title, "{\"service\":\"%s\",\"region\":\"eu-west-1\"}".formatted(service));
  }

  /** A notification of a type, with a context in JSON. */
  public static Notice noticeAbout(String id, String type, String title, String context) {
    String json =
        "{\"id\":\"%s\",\"type\":\"%s\",\"title\":\"%s\",\"message\":\"m of %s\",\"timestamp\":%d,\"source\":\"test\",\"context\":%s}"
            .formatted(id, type, title, id, nextTimestamp(), context);
    return new Notice(id, json, LiveRecord.NO_SEQUENCE);
  }

  /** The same incident, ended. */
  public static Notice resolved(Notice open) {
    String json = open.json();
    return new Notice(
        open.id(),
        json.substring(0, json.length() - 1)
            + ",\"state\":\"resolved\",\"count\":2,\"lastSeenAt\":%1$d,\"resolvedAt\":%1$d,\"resolution\":\"recovered\"}"
                .formatted(nextTimestamp()),
        LiveRecord.NO_SEQUENCE);
  }

  /** The time now, or the millisecond after the last one, so that the later notice is newer. */
  private static long nextTimestamp() {
    return LAST_TIMESTAMP.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
  }

  /** The last hour, a point each half minute, and all that is known now. */
  public Platform begin() {
    long now = System.currentTimeMillis();
    for (long past = 60 * 60_000; past > 0; past -= 30_000) {
      publish(now - past, past / 30_000.0);
    }
    calls(now - 60_000);
    return publishNow();
  }

  /** A flame graph of calls: a gateway that calls a shop. */
  private void calls(long start) {
    List<FlameGraph.Frame> frames =
        List.of(
            new FlameGraph.Frame(1, "gateway: get", 10, 1_000, 0, 0),
            new FlameGraph.Frame(2, "shop: put", 10, 2_500, 40, 7));
    server
        .hub
        .flameGraphs()
        .accept(
            new FlameGraph("calls/*/" + start, "calls", "*", start, start + 300_000, 10, frames));
  }

  /** All values once more, now. */
  public Platform publishNow() {
    return publishNow(0);
  }

  /** The same, so many half minutes after the last hour: gauges swing and counters have grown. */
  public Platform publishNow(double after) {
    publish(System.currentTimeMillis(), -after);
    return this;
  }

  /** The same at a time, epoch milliseconds, so many half minutes after the last hour. */
  public void publishAt(long time, double after) {
    publish(time, -after);
  }

  private void publish(long time, double wave) {
    List<LiveRecord> records = new ArrayList<>();
    double swing = 1 + Math.sin(wave / 9) / 20;
    totals(time, swing, wave, records);
    split(time, swing, wave, records);
    records.add(
        new ActivityLine(
            time,
            "{\"timestamp\":%d,\"who\":\"%s\",\"what\":\"created a colony\",\"where\":\"%s · eu-west-1 · web\",\"type\":\"colony_created\",\"colonyId\":\"c-1\"}"
                .formatted(time, colonyName, colonyName)));
    server.publish(records.toArray(LiveRecord[]::new));
  }

  private static void totals(long time, double swing, double wave, List<LiveRecord> to) {
    Map<String, Double> values =
        Map.ofEntries(
            Map.entry("active_users", (double) Math.round(1234 * swing)),
            Map.entry("request_rate", 87.5 * swing),
            Map.entry("error_rate", 0.004 * swing),
            Map.entry("apdex", 0.93),
            Map.entry("cpu_cores", 31.5 * swing),
            Map.entry("container_memory_working_set_bytes", 8.6e9),
            Map.entry("events_per_second", 140 * swing),
            Map.entry("colony_created_total", (double) Math.round(900 - wave)),
            Map.entry("agent_deployed_total", (double) Math.round(4000 - 3 * wave)),
            Map.entry("llm_tokens_total", (double) Math.round(9e6 - 12_000 * wave)),
            Map.entry("event_delay_seconds", 0.05));
    values.forEach((metric, value) -> to.add(at(time, metric, Map.of(), value)));
    to.add(at(time, "event_delay_seconds", Map.of("topic", "service-events"), 0.05));
  }

  private void split(long time, double swing, double wave, List<LiveRecord> to) {
    Map<String, Integer> platforms = Map.of("web", 700, "ios", 300, "android", 234);
    platforms.forEach(
        (p, n) -> to.add(at(time, "active_users", Map.of("platform", p), Math.round(n * swing))));
    Map<String, Integer> countries = Map.of("DE", 400, "US", 350, "SG", 80, "MT", 40, "XX", 4);
    countries.forEach(
        (c, n) ->
            to.add(at(time, "active_users", Map.of("country_code", c), Math.round(n * swing))));
    for (String region : REGIONS) {
      rates(time, Map.of("region", region), 40 * swing, to);
      for (String service : SERVICES) {
        rates(time, Map.of("service", service, "region", region), 14 * swing, to);
        String state =
            service.equals("billing") && region.equals("us-east-1") ? "degraded" : "healthy";
        to.add(
            at(
                time,
                "service_health",
                Map.of("service", service, "region", region, "state", state),
                1));
      }
    }
    SERVICES.forEach(service -> rates(time, Map.of("service", service), 29 * swing, to));
    for (int i = 0; i < BOUNDS.size(); i++) {
      double below = (1e5 - 40 * wave) * (i + 1) / BOUNDS.size();
      Map<String, String> le = Map.of("le", BOUNDS.get(i));
      Stream.of("http_request_duration_seconds_bucket", "session_duration_minutes_bucket")
          .forEach(m -> to.add(at(time, m, le, Math.round(below))));
    }
    for (int rank = 1; rank <= 3; rank++) {
      String name = rank == 1 ? colonyName : "Colony " + rank;
      to.add(
          at(
              time,
              "top_colonies",
              Map.of("rank", "" + rank, "colony_id", "c-" + rank, "colony_name", name),
              400 / rank));
      to.add(at(time, "colony_activity", Map.of("colony_id", "c-" + rank), 400 / rank));
      to.add(
          at(
              time,
              "top_colonies_by_tokens",
              Map.of("rank", "" + rank, "colony_id", "c-" + rank, "colony_name", name),
              60_000 / rank));
      to.add(at(time, "colony_tokens", Map.of("colony_id", "c-" + rank), 60_000 / rank));
      to.add(at(time, "colony_cpu_seconds", Map.of("colony_id", "c-" + rank), 90.5 / rank));
      to.add(
          at(
              time,
              "top_agents_by_tokens",
              Map.of(
                  "rank",
                  "" + rank,
                  "colony_id",
                  "c-2",
                  "agent_id",
                  "a-" + rank,
                  "agent_name",
                  name),
              6_000 / rank));
      Map<String, String> agent = Map.of("colony_id", "c-2", "agent_id", "a-" + rank);
      to.add(at(time, "agent_tokens", agent, 6_000 / rank));
      to.add(at(time, "agent_cpu_seconds", agent, 9.5 / rank));
      to.add(
          at(
              time,
              "top_users_by_tokens",
              Map.of("rank", "" + rank, "user_id", "u-" + rank, "username", name),
              90_000 / rank));
    }
  }

  private static void rates(
      long time, Map<String, String> labels, double rate, List<LiveRecord> to) {
    to.add(at(time, "request_rate", labels, rate));
    to.add(at(time, "error_rate", labels, 0.003));
    to.add(at(time, "apdex", labels, 0.95));
    to.add(at(time, "cpu_cores", labels, rate / 3));
    if (labels.size() == 1) {
      to.add(at(time, "container_memory_working_set_bytes", labels, 2e9));
    }
  }
}
