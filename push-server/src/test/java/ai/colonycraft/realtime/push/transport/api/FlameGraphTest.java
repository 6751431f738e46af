package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.FlameGraph.Frame;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class FlameGraphTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long HOUR = 3_600_000;

  private final long now = System.currentTimeMillis();
  private TestTransport server;

  @BeforeEach
  void start() throws Exception {
    publish("calls", "*", now - 60_000, 10, 2_500, "gateway: get", "shop: put");
    publish("calls", "shop", now - 60_000, 10, 2_000, "shop: put", "db: query");
    publish("calls", "*", now - HOUR, 20, 2_000, "gateway: get", "shop: put");
    publish("resources", "*", now - 60_000, 10, 300, "Reef", "scout");
  }

  @Test
  void givesTheCallsOfAllServicesInTheLastQuarterOfAnHour() throws Exception {
    HttpResponse<String> response = get("");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body())
        .isEqualTo(
            """
            [{"level":0,"value":3.5,"self":0,"label":"all services"},\
            {"level":1,"value":3.5,"self":1,"label":"gateway: get"},\
            {"level":2,"value":2.5,"self":2.5,"label":"shop: put"}]\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", ".*", "%24__all"})
  void givesAllServicesForEveryWordThatMeansAll(String all) throws Exception {
    assertThat(get("?service=" + all).body()).isEqualTo(get("").body());
  }

  @Test
  void givesOneServiceAndAnotherWeight() throws Exception {
    assertThat(get("?service=shop&view=calls&weight=tokens").body())
        .isEqualTo(
            """
            [{"level":0,"value":7,"self":0,"label":"shop"},\
            {"level":1,"value":7,"self":0,"label":"shop: put"},\
            {"level":2,"value":7,"self":7,"label":"db: query"}]\
            """);
  }

  @Test
  void weighsResourcesByCpuUnlessToldOtherwise() throws Exception {
    assertThat(get("?view=resources").body())
        .contains("\"value\":0.04,\"self\":0.04,\"label\":\"scout\"");
    assertThat(get("?view=resources&weight=time").body())
        .contains("\"self\":0.3,\"label\":\"scout\"");
  }

  @Test
  void tellsWhatGrewTraceForTraceAgainstTheHourBefore() throws Exception {
    // 2.5 ms in 10 traces against 2 ms in 20; the gateway took 1 ms in both, and so twice as long.
    assertThat(get("?view=bottleneck").body())
        .isEqualTo(
            """
            [{"level":0,"value":2,"self":0,"label":"all services"},\
            {"level":1,"value":2,"self":0.5,"label":"gateway: get"},\
            {"level":2,"value":1.5,"self":1.5,"label":"shop: put"}]\
            """);
  }

  @Test
  void tellsNoGrowthWhereNothingWasBefore() throws Exception {
    assertThat(get("?view=bottleneck&service=shop").body()).isEqualTo("[]");
  }

  @Test
  void takesTheTimeAsGrafanaGivesIt() throws Exception {
    String before = "?from=%d&to=%d".formatted(now - HOUR - 1, now - HOUR + 1);

    assertThat(get(before).body()).contains("\"value\":3,\"self\":0,\"label\":\"all services\"");
    assertThat(get("?minutes=1440").body()).contains("\"value\":6.5");
    assertThat(get("?from=5&to=4").body()).isEqualTo("[]");
    assertThat(get("?service=nobody").body()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?view=sideways | view: expected one of calls, resources, bottleneck, found \\"sideways\\"
          ?weight=gold   | weight: expected one of time, cpu, tokens, found \\"gold\\"
          ?from=now-1h   | from: expected epoch milliseconds, found \\"now-1h\\"
          ?minutes=0     | minutes: expected a whole number from 1 to 1440, found \\"0\\"
          """)
  void saysWhatIsWrongWithAQuery(String query, String message) throws Exception {
    HttpResponse<String> response = get(query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo("{\"error\":{\"code\":\"bad_query\",\"message\":\"" + message + "\"}}");
  }

  private void publish(
      String view, String service, long start, long traces, long micros, String... labels) {
    List<Frame> frames =
        List.of(
            new Frame(
                1,
                labels[0],
                traces,
                view.equals("calls") && service.equals("*") ? 1_000 : 0,
                0,
                0),
            new Frame(2, labels[1], traces, micros, 40, 7));
    server
        .hub
        .flameGraphs()
        .accept(
            new FlameGraph(
                view + "/" + service + "/" + start,
                view,
                service,
                start,
                start + 300_000,
                traces,
                frames));
  }

  private HttpResponse<String> get(String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/flamegraph" + query);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
