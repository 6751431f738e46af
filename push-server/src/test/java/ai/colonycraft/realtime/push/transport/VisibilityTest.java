package ai.colonycraft.realtime.push.transport;

import static ai.colonycraft.realtime.push.support.Updates.ack;
import static ai.colonycraft.realtime.push.support.Updates.labelled;
import static ai.colonycraft.realtime.push.support.Updates.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.FlameGraph.Frame;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.support.EventReader;
import ai.colonycraft.realtime.push.support.Issuer;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that is narrowed to one colony, and one that is not, on every path that reads. */
class VisibilityTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OWN =
      """
      {"series": [{"metric": "colony_activity", "labels": {"colony_id": "c-7"}},
                  {"metric": "top_colonies", "labels": {"rank": "*", "colony_id": "c-7"}}],
       "activity": [{"colonyId": "c-7"}],
       "notifications": [{"colonyId": "c-7"}],
       "flamegraphs": ["own-service"]}""";

  /** Every message to a narrowed client that holds one of these is a leak. */
  private static final String[] OTHERS = {"c-8", "active_users", "others", "theirs"};

  @TempDir private Path folder;
  private Issuer issuer;
  private TestTransport server;
  private String wide;
  private String narrow;

  @BeforeEach
  void start() throws Exception {
    issuer = Issuer.in(folder.resolve("secret"));
    server = start("--auth.secret", folder.resolve("secret").toString());
    wide = issuer.token(Issuer.ALL);
    narrow = token(OWN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void sendsAWebSocketItsOwnLastValuesAndUpdatesAlone() throws Exception {
    server.publish(colony("c-7", 1), colony("c-8", 2), total("active_users", 3));
    String all =
        "{'action':'subscribe','subscriptions':[{'metric':'*'},"
            + "{'metric':'*','labels':{'colony_id':'*'}}],'since':null}";
    try (TestClient everything = connect("/stream", wide).send(all);
        TestClient own = connect("/stream", narrow).send(all).settle()) {
      server.publish(colony("c-8", 4), total("active_users", 5), colony("c-7", 6));

      everything.waitFor("colony_activity{colony_id=c-8}=4");
      everything.waitFor("active_users=5");
      own.waitFor("colony_activity{colony_id=c-7}=1");
      own.waitFor("colony_activity{colony_id=c-7}=6");
      assertHidesOthers(own.values());
    }
  }

  @Test
  void replaysToAWebSocketItsOwnUpdatesAlone() throws Exception {
    server.publish(colony("c-7", 1), colony("c-8", 2), total("active_users", 3), colony("c-7", 4));
    String since =
        "{'action':'subscribe','metric':'*','labels':{'colony_id':'*'},'since':-1,'epoch':'%s'}"
            .formatted(TestTransport.EPOCH);
    try (TestClient everything = connect("/stream", wide).send(since);
        TestClient own = connect("/stream", narrow).send(since)) {
      everything.waitFor("colony_activity{colony_id=c-8}=2");
      own.waitFor("colony_activity{colony_id=c-7}=4");
      assertThat(own.waitFor(m -> m.has("synced")).path("synced").has("skipped")).isFalse();
      assertThat(own.values()).contains("colony_activity{colony_id=c-7}=1");
      assertHidesOthers(own.values());
    }
  }

  @Test
  void sendsAStreamOfEventsItsOwnAloneAndReplaysThem() throws Exception {
    server.publish(colony("c-7", 1), colony("c-8", 2), total("active_users", 3));
    String path = "/sse/metrics?metric=*&metric=*&colony_id=*&metric=activity_feed";
    try (EventReader own = EventReader.openAs(narrow, server.port(), path);
        EventReader again =
            EventReader.openAs(
                narrow, server.port(), path, "m." + TestTransport.EPOCH + ".-1,a.x.1");
        EventReader everything = EventReader.openAs(wide, server.port(), path)) {
      own.waitFor("synced");
      server.publish(
          colony("c-8", 4), line("c-8", "others"), line("c-7", "mine"), colony("c-7", 5));

      everything.waitFor("others");
      everything.waitFor("active_users");
      for (EventReader reader : List.of(own, again)) {
        reader.waitFor("mine");
        reader.waitFor("\"value\":5");
        reader.waitFor("\"value\":1");
        assertHidesOthers(reader.events());
      }
    }
  }

  @Test
  void sendsTheNewestOfItsOwnActivityLinesAlone() throws Exception {
    server.publish(line("c-7", "mine 1"));
    for (int i = 0; i < 100; i++) {
      server.publish(line("c-8", "others " + i));
    }
    String lines = "{'action':'subscribe','metric':'activity_feed'}";
    String since = "{'action':'subscribe','metric':'activity_feed','since':-1}";
    try (TestClient own = connect("/stream", narrow).send(lines);
        TestClient again = connect("/stream", narrow).send(since)) {
      own.waitFor(m -> m.at("/value/what").asText().equals("mine 1"));
      again.waitFor(m -> m.at("/value/what").asText().equals("mine 1"));
      server.publish(line("c-8", "others"), line(null, "others"), line("c-7", "mine 2"));

      own.waitFor(m -> m.at("/value/what").asText().equals("mine 2"));
      again.waitFor(m -> m.at("/value/what").asText().equals("mine 2"));
      assertHidesOthers(own.values());
      assertHidesOthers(again.values());
    }
  }

  @Test
  void sendsNotificationsWithChangesAndAcknowledgementsOfItsOwnAlone() throws Exception {
    server.publish(notice("n1", "c-7", "mine"), notice("n2", "c-8", "theirs"), ack("n2", "others"));
    String everySince = "{'action':'subscribe','since':-1}";
    String otherEpoch = "{'action':'subscribe','since':1,'epoch':'another'}";
    try (TestClient fresh = connect("/notifications/stream", narrow).settle();
        TestClient own = connect("/notifications/stream", narrow).send(everySince);
        TestClient moved = connect("/notifications/stream", narrow).send(otherEpoch);
        TestClient everything = connect("/notifications/stream", wide).send(everySince);
        EventReader events =
            EventReader.openAs(narrow, server.port(), "/sse/notifications", "n.another.1")) {
      own.waitFor(m -> m.path("id").asText().equals("n1"));
      moved.waitFor(m -> m.at("/current/id").asText().equals("n1"));
      events.waitFor("\"id\":\"n1\"");
      everything.waitFor(m -> m.path("id").asText().equals("n2"));
      for (TestClient client : List.of(own, moved)) {
        client.waitFor(m -> m.has("synced"));
      }
      server.publish(
          notice("n2", "c-8", "theirs, changed"),
          notice("n3", "c-8", "theirs"),
          notice("n4", null, "theirs"),
          ack("n3", "others"),
          ack("n1", "ada"),
          notice("n5", "c-7", "mine too"));

      everything.waitFor(m -> m.at("/ack/id").asText().equals("n3"));
      for (TestClient client : List.of(own, moved)) {
        client.waitFor(m -> m.path("id").asText().equals("n5"));
        client.waitFor(m -> m.at("/ack/id").asText().equals("n1"));
      }
      fresh.waitFor(m -> m.path("id").asText().equals("n5"));
      events.waitFor("\"id\":\"n5\"");
      for (TestClient client : List.of(fresh, own, moved)) {
        assertHidesOthers(client.values());
      }
      assertHidesOthers(events.events());
    }
  }

  @Test
  void listsItsOwnNotificationsAlone() throws Exception {
    server.publish(notice("n1", "c-7", "mine"));
    for (int i = 0; i < 60; i++) {
      server.publish(notice("t" + i, "c-8", "theirs"));
    }

    assertThat(get("/api/notifications?limit=50", wide).body()).contains("theirs");
    JsonNode own = JSON.readTree(get("/api/notifications?limit=50", narrow).body());
    assertThat(own.path("notifications")).hasSize(1);
    assertThat(own.at("/notifications/0/id").asText()).isEqualTo("n1");
  }

  @Test
  void knowsNoNotificationThatItMayNotSee() throws Exception {
    server.publish(notice("n1", "c-7", "mine"), notice("n2", "c-8", "theirs"));

    HttpResponse<String> theirs = acknowledge("n2", narrow);
    HttpResponse<String> nobodys = acknowledge("n9", narrow);

    assertThat(theirs.statusCode()).isEqualTo(404);
    assertThat(theirs.body().replace("n2", "n9")).isEqualTo(nobodys.body());
    assertThat(server.notifications.find("n2").orElseThrow().acknowledgement()).isNull();
    assertThat(acknowledge("n1", narrow).statusCode()).isEqualTo(200);
    assertThat(acknowledge("n2", wide).statusCode()).isEqualTo(200);
    // Acknowledged already, which is no reason to answer otherwise.
    assertThat(acknowledge("n2", narrow).statusCode()).isEqualTo(404);
  }

  @Test
  void givesThePastOfItsOwnSeriesAlone() throws Exception {
    server.publish(now("colony_activity", "c-7", 1), now("colony_activity", "c-8", 2));
    server.publish(now("others_secret", "c-8", 3));

    String past = "/api/metrics/colony_activity?colony_id=*";
    assertThat(series(past, wide)).hasSize(2);
    assertThat(series(past, narrow)).hasSize(1);
    assertHidesOthers(List.of(get(past, narrow).body()));
    assertThat(get("/api/metrics/others_secret?colony_id=*", wide).statusCode()).isEqualTo(200);
    for (String metric : List.of("others_secret", "active_users", "nothing")) {
      assertThat(get("/api/metrics/" + metric + "?colony_id=*", narrow).statusCode())
          .as(metric)
          .isEqualTo(404);
    }
  }

  /** A rank is of one colony after another, and its series keeps the points of all of them. */
  @Test
  void givesOfASeriesThatChangedHandsNothingFromBefore() throws Exception {
    long second = System.currentTimeMillis() / 1_000 * 1_000;
    server.publish(ranked("c-8", 42, second - 3_000), ranked("c-7", 7, second - 2_000));
    String past = "/api/metrics/top_colonies?rank=*&colony_id=*";

    assertThat(series(past, wide).path(0).path("points")).hasSize(2);
    assertThat(series(past, narrow).path(0).path("points"))
        .hasToString("[[%d,7]]".formatted(second - 2_000));
    server.publish(ranked("c-8", 43, second));
    assertThat(series(past, narrow)).isEmpty();
  }

  @Test
  void listsInTheCatalogueWhatItMaySeeAlone() throws Exception {
    JsonNode own = JSON.readTree(get("/api/metrics", narrow).body()).path("metrics");

    assertThat(own.findValuesAsText("name"))
        .contains("colony_activity", "top_colonies")
        .allMatch(name -> name.startsWith("colony_") || name.equals("top_colonies"));
    assertThat(get("/api/metrics", wide).body()).contains("\"active_users\"");
  }

  /** A pattern whose labels no live series has lets nobody see anything. */
  @Test
  void documentsAnExampleWhoseSeriesAreLive() throws Exception {
    String limits = Files.readString(Path.of("src/main/docs/limits.md"));
    String example = "{" + limits.split("```json\n", 2)[1].split("```", 2)[0] + "}";
    JsonNode metrics = JSON.readTree(get("/api/metrics", wide).body()).path("metrics");
    Map<String, Set<Set<String>>> live = new HashMap<>();
    metrics.forEach(
        metric ->
            metric
                .path("live")
                .forEach(
                    names ->
                        live.computeIfAbsent(metric.path("name").asText(), n -> new HashSet<>())
                            .add(texts(names))));

    JsonNode patterns = JSON.readTree(example).at("/visible/series");

    assertThat(patterns).isNotEmpty();
    for (JsonNode pattern : patterns) {
      Set<String> labels = new HashSet<>();
      pattern.path("labels").fieldNames().forEachRemaining(labels::add);
      assertThat(live.get(pattern.path("metric").asText())).as("%s", pattern).contains(labels);
    }
  }

  @ParameterizedTest
  @CsvSource({"own-service, 2", "others-service, 0", "*, 0", "'', 0", "none, 0"})
  void givesFlameGraphsOfItsOwnServicesAlone(String service, int rows) throws Exception {
    for (String name : List.of("own-service", "others-service", "*")) {
      server
          .hub
          .flameGraphs()
          .accept(
              new FlameGraph(
                  name,
                  "calls",
                  name,
                  System.currentTimeMillis() - 60_000,
                  System.currentTimeMillis(),
                  1,
                  List.of(new Frame(1, name, 1, 1_000, 0, 0))));
    }
    String path = "/api/flamegraph?service=" + service;

    assertThat(JSON.readTree(get(path, narrow).body())).hasSize(rows);
    assertThat(JSON.readTree(get(path, wide).body())).hasSize(service.equals("none") ? 0 : 2);
  }

  @Test
  void refusesCountsOfWhatEverybodyDoes() throws Exception {
    assertThat(get("/metrics", wide).statusCode()).isEqualTo(200);
    assertThat(get("/metrics", narrow).statusCode()).isEqualTo(403);
    assertThat(get("/metrics", narrow).body()).contains("the token is narrowed");
  }

  @Test
  void seesNothingOfAKindThatTheClaimDoesNotName() throws Exception {
    server.publish(colony("c-7", 1), notice("n1", "c-7", "mine"), line("c-7", "mine"));
    String none = token("{}");
    try (TestClient stream =
            connect("/stream", none)
                .send("{'action':'subscribe','metric':'*','labels':{'colony_id':'*'}}")
                .send("{'action':'subscribe','metric':'activity_feed'}")
                .settle();
        TestClient notices = connect("/notifications/stream", none)) {
      notices.send("{'action':'subscribe','since':-1}").waitFor(m -> m.has("synced"));

      assertThat(stream.values()).noneMatch(v -> v.contains("c-7"));
      assertThat(notices.values()).noneMatch(v -> v.contains("mine"));
    }
    assertThat(get("/api/notifications", none).body()).doesNotContain("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "1",
        "\"c-7\"",
        "{\"serie\":[]}",
        "{\"series\":{\"metric\":\"a\"}}",
        "{\"series\":[{\"labels\":{}}]}",
        "{\"series\":[{\"metric\":\"a\",\"labels\":{\"b\":1}}]}",
        "{\"series\":[{\"metric\":\"a\",\"labels\":null}]}",
        "{\"series\":[{\"metric\":\"a\",\"label\":{}}]}",
        "{\"series\":null}",
        "{\"notifications\":[[]]}",
        "{\"notifications\":[{\"a\":{}}]}",
        "{\"activity\":[{\"\":\"a\"}]}",
        "{\"flamegraphs\":[1]}"
      })
  void refusesATokenWhoseClaimIsNotOfItsForm(String claim) throws Exception {
    HttpResponse<String> answer = get("/api/metrics", token(claim));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("the token's visible: ");
  }

  @Test
  void readsAClaimThatIsText() throws Exception {
    String text = JSON.writeValueAsString("{\"series\":[{\"metric\":\"colony_*\"}]}");

    assertThat(get("/api/metrics", token(text)).body())
        .contains("colony_activity")
        .doesNotContain("active_users");
  }

  @Test
  void readsTheClaimThatASettingNamesAndRefusesATokenWithoutItIfThatIsAsked() throws Exception {
    server.close();
    server =
        start(
            "--auth.secret",
            folder.resolve("secret").toString(),
            "--auth.visible-claim",
            "colonycraft.sees",
            "--auth.visible-required",
            "true");
    String claims = "{\"exp\":4102444800,\"scope\":\"metrics:read\",\"colonycraft\":{%s}}";
    String named = issuer.sign(claims.formatted("\"sees\":{\"series\":[{\"metric\":\"top_*\"}]}"));
    String nothing = issuer.sign(claims.formatted("\"sees\":null"));
    String without = issuer.sign(claims.formatted(""));

    assertThat(get("/api/metrics", named).body()).doesNotContain("active_users");
    assertThat(get("/api/metrics", nothing).statusCode()).isEqualTo(401);
    assertThat(get("/api/metrics", without).statusCode()).isEqualTo(401);
    assertThat(get("/api/metrics", without).body()).contains("auth.visible-required is true");
  }

  @Test
  void closesAWebSocketWhoseNewTokenSeesOtherData() throws Exception {
    String other = token(OWN.replace("c-7", "c-9"));
    String renewed = token(OWN);
    try (TestClient same = connect("/stream", narrow);
        TestClient changed = connect("/stream", narrow)) {
      same.send("{'action':'authenticate','token':'" + renewed + "'}").settle();
      assertThat(same.waitFor(m -> m.has("authenticated"))).isNotNull();

      changed.send("{'action':'authenticate','token':'" + other + "'}");
      assertThat(changed.waitForClose()).isEqualTo(4501);
      assertThat(same.isClosed()).isFalse();
    }
  }

  @Test
  void narrowsAWebSocketThatShowsItsTokenAfterTheUpgrade() throws Exception {
    server.publish(colony("c-7", 1), colony("c-8", 2), total("active_users", 3));
    try (TestClient own =
        TestClient.connect(HTTP, ws("/stream"), "Origin", "http://127.0.0.1:" + server.port())) {
      own.send("{'action':'authenticate','token':'" + narrow + "'}")
          .send("{'action':'subscribe','metric':'*','labels':{'colony_id':'*'}}");

      own.waitFor("colony_activity{colony_id=c-7}=1");
      own.settle();
      assertHidesOthers(own.values());
    }
  }

  @Test
  void leavesNoSubscriptionBehind() throws Exception {
    connect("/stream", narrow).settle().close();
    connect("/notifications/stream", narrow).settle().close();

    await().until(() -> server.connections() == 0);
    await().until(() -> server.hub.selectors() == 0);
    await().until(() -> server.notifications.subscribers() == 0);
  }

  private static void assertHidesOthers(List<String> messages) {
    for (String others : OTHERS) {
      assertThat(messages).noneMatch(message -> message.contains(others));
    }
  }

  private static TestTransport start(String... settings) throws Exception {
    return TestTransport.start(settings);
  }

  /** A token whose claim is this JSON. */
  private String token(String visible) {
    return issuer.sign(
        "{\"sub\":\"ada\",\"exp\":4102444800,\"scope\":\"%s\",\"visible\":%s}"
            .formatted(Issuer.ALL, visible));
  }

  private TestClient connect(String path, String token) {
    return TestClient.connect(HTTP, ws(path), "Authorization", "Bearer " + token);
  }

  private URI ws(String path) {
    return URI.create("ws://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return HTTP.send(request(path, token).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> acknowledge(String id, String token) throws Exception {
    HttpRequest request =
        request("/api/notifications/" + id + "/ack", token).POST(BodyPublishers.noBody()).build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode series(String path, String token) throws Exception {
    return JSON.readTree(get(path, token).body()).path("series");
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Update colony(String id, int value) {
    return labelled("colony_activity", "colony_id", id, value);
  }

  private static Update now(String metric, String colony, int value) {
    String series = metric + colony;
    long now = System.currentTimeMillis();
    return new Update(series, metric, Map.of("colony_id", colony), value, now);
  }

  private static Update ranked(String colony, int value, long timestamp) {
    Map<String, String> labels = Map.of("rank", "1", "colony_id", colony);
    return new Update("top/1", "top_colonies", labels, value, timestamp);
  }

  private static ActivityLine line(String colony, String what) {
    String whose = colony == null ? "" : ",\"colonyId\":\"" + colony + "\"";
    return new ActivityLine(1_000, "{\"what\":\"" + what + "\"" + whose + "}");
  }

  private static Notice notice(String id, String colony, String title) {
    String context = colony == null ? "" : ",\"context\":{\"colonyId\":\"" + colony + "\"}";
    String json =
        "{\"id\":\"%s\",\"type\":\"info\",\"title\":\"%s\",\"message\":\"m\",\"timestamp\":1000,\"source\":\"test\"%s}"
            .formatted(id, title, context);
    return new Notice(id, json, LiveRecord.NO_SEQUENCE);
  }
}
