package ai.colonycraft.realtime.push.transport.api;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import ai.colonycraft.realtime.push.support.WithServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do about incidents, and how it is listed. */
@WithServer
class ActionsApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestTransport server;

  @BeforeEach
  void begin() {
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Gateway is slow", "gateway"),
        notice("n3", "info", "Only news", "billing"));
  }

  @Test
  void acknowledgedIsBeingHandledWithWhoAndSinceWhen() throws Exception {
    assertThat(counts()).isEqualTo("{\"needsSomeone\":2,\"beingHandled\":0,\"silenced\":0}");

    post("acknowledge", "{'ids':['n1','n2'],'by':'ada','note':'On it'}", 200);

    assertThat(counts()).isEqualTo("{\"needsSomeone\":0,\"beingHandled\":2,\"silenced\":0}");
    JsonNode one = get("/api/incidents/n1").at("/incident/acknowledged");
    assertThat(one.get("by").asText()).isEqualTo("ada");
    assertThat(one.get("note").asText()).isEqualTo("On it");
    assertThat(one.get("timestamp").asLong()).isPositive();
    post("acknowledge", "{'ids':['n1'],'by':'bob'}", 200);
    assertThat(get("/api/incidents/n1").at("/incident/acknowledged/by").asText()).isEqualTo("ada");
    assertThat(get("/api/incidents/n1").get("acts")).hasSize(1);
  }

  @Test
  void anAcknowledgementIsTakenBack() throws Exception {
    post("acknowledge", "{'ids':['n1'],'by':'ada'}", 200);
    post("undo", "{'ids':['n1'],'by':'ada'}", 200);

    assertThat(get("/api/incidents/n1").get("incident").has("acknowledged")).isFalse();
    assertThat(get("/api/incidents/n1").get("acts").findValuesAsText("what"))
        .containsExactly("acknowledge", "undo");
    post("undo", "{'ids':['n1']}", 409);
  }

  @Test
  void anAcknowledgementOfAnEarlierVersionHoldsAndCanBeTakenBackOnlyForAWhile() throws Exception {
    server.publish(Updates.ack("n1", "ada"));

    assertThat(get("/api/incidents/n1").at("/incident/acknowledged/by").asText()).isEqualTo("ada");
    assertThat(post("undo", "{'ids':['n1']}", 409)).contains("too_late");
    post("assign", "{'ids':['n1'],'to':'bob'}", 200);
    assertThat(get("/api/incidents/n1").at("/incident/acknowledged/by").asText()).isEqualTo("ada");
  }

  @Test
  void isAssignedToSomebodyAndToNobody() throws Exception {
    post("assign", "{'ids':['n1'],'to':'bob','by':'ada'}", 200);
    assertThat(get("/api/incidents/n1").at("/incident/assigned/to").asText()).isEqualTo("bob");

    post("assign", "{'ids':['n1'],'by':'bob'}", 200);

    assertThat(get("/api/incidents/n1").get("incident").has("assigned")).isFalse();
  }

  @Test
  void aSilenceHoldsForItsLabelsUntilItIsEnded() throws Exception {
    String made =
        post(
            "silence",
            "{'labels':{'service':'billing'},'minutes':60,'reason':'A known fault','by':'ada'}",
            200);
    JsonNode silence = JSON.readTree(made);

    assertThat(counts()).isEqualTo("{\"needsSomeone\":1,\"beingHandled\":0,\"silenced\":1}");
    assertThat(get("/api/incidents/n1").at("/incident/silenced/reason").asText())
        .isEqualTo("A known fault");
    assertThat(get("/api/silences").at("/silences/0/by").asText()).isEqualTo("ada");

    post("end-silence", "{'id':'" + silence.get("silence").asText() + "'}", 200);

    assertThat(counts()).startsWith("{\"needsSomeone\":2");
    post("end-silence", "{'id':'" + silence.get("silence").asText() + "'}", 404);
  }

  @Test
  void maintenanceThatIsPlannedDoesNotHoldYet() throws Exception {
    long from = System.currentTimeMillis() + 3_600_000;
    post(
        "silence",
        "{'labels':{'service':'billing'},'from':%d,'until':%d,'reason':'Move','planned':true}"
            .formatted(from, from + 60_000),
        200);

    assertThat(counts()).startsWith("{\"needsSomeone\":2");
    assertThat(get("/api/silences").at("/silences/0/planned").asBoolean()).isTrue();
  }

  @Test
  void aClientThatSaysNothingIsNotSentWhatIsSilencedAndOthersAre() throws Exception {
    try (TestClient silent = TestClient.connectToNotifications(server.port());
        TestClient asking = TestClient.connectToNotifications(server.port())) {
      asking.send("{'action':'subscribe'}").settle();
      post("silence", "{'labels':{'service':'billing'},'minutes':5,'reason':'x'}", 200);
      server.publish(
          notice("n4", "critical", "Silenced", "billing"), notice("n5", "critical", "Loud", "api"));

      silent.waitFor(m -> m.path("id").asText().equals("n5"));
      asking.waitFor(m -> m.path("id").asText().equals("n5"));

      assertThat(silent.messages()).hasSize(1);
      JsonNode silenced =
          asking.messages().stream()
              .filter(m -> m.path("id").asText().equals("n4"))
              .findFirst()
              .orElseThrow();
      assertThat(silenced.get("interrupts").asBoolean()).isFalse();
      assertThat(asking.messages()).anyMatch(m -> m.has("silences"));
    }
  }

  @Test
  void everyClientIsToldWhatSomebodyDid() throws Exception {
    try (TestClient client = TestClient.connectToNotifications(server.port())) {
      client.send("{'action':'subscribe'}").settle();

      post("acknowledge", "{'ids':['n1'],'by':'ada'}", 200);
      client.waitFor(m -> m.at("/ack/by").asText().equals("ada"));
      client.waitFor(m -> m.at("/actions/acknowledged/by").asText().equals("ada"));
      post("undo", "{'ids':['n1']}", 200);

      client.waitFor(m -> m.has("actions") && !m.get("actions").has("acknowledged"));
    }
  }

  @Test
  void onlyTheFirstOfAGroupInterrupts() throws Exception {
    try (TestClient client = TestClient.connectToNotifications(server.port())) {
      client.send("{'action':'subscribe'}").settle();
      server.publish(notice("n4", "critical", "Billing is slow", "billing"));

      client.waitFor(m -> m.at("/group/members/1").asText().equals("n4"));

      JsonNode second =
          client.messages().stream()
              .filter(m -> m.path("id").asText().equals("n4"))
              .findFirst()
              .orElseThrow();
      assertThat(second.get("interrupts").asBoolean()).isFalse();
      assertThat(second.get("group").asText()).isEqualTo("n1");
      JsonNode group = get("/api/incidents").at("/groups/0");
      assertThat(group.get("title").asText()).isEqualTo("billing in eu-west-1");
      assertThat(group.get("open").asInt()).isEqualTo(2);
      assertThat(get("/api/incidents/n4").at("/others/0/id").asText()).isEqualTo("n1");
    }
  }

  @Test
  void listsWhatIsOpenAndWhatHasEnded() throws Exception {
    server.publish(resolved(notice("n1", "critical", "Billing fails", "billing")));

    assertThat(get("/api/incidents").at("/incidents").findValuesAsText("id")).containsExactly("n2");
    assertThat(get("/api/incidents?state=resolved").at("/incidents").findValuesAsText("id"))
        .containsExactly("n1");
    assertThat(status("/api/incidents?state=x")).isEqualTo(400);
    assertThat(status("/api/incidents/n3")).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          acknowledge | []                                                          | 400
          acknowledge | {}                                                          | 400
          acknowledge | {'ids':[7]}                                                 | 400
          acknowledge | {'ids':['unknown']}                                         | 404
          acknowledge | {'ids':['n1'],'by':7}                                       | 400
          assign      | {'ids':['n1'],'to':['x']}                                   | 400
          silence     | {'labels':{},'minutes':5,'reason':'x'}                      | 400
          silence     | {'labels':{'service':7},'minutes':5,'reason':'x'}           | 400
          silence     | {'labels':{'service':'x'},'minutes':5}                      | 400
          silence     | {'labels':{'service':'x'},'reason':'x'}                      | 400
          silence     | {'labels':{'service':'x'},'minutes':0,'reason':'x'}         | 400
          silence     | {'labels':{'service':'x'},'minutes':999999,'reason':'x'}    | 400
          silence     | {'labels':{'service':'x'},'minutes':-1,'reason':'x'}        | 400
          fix         | {}                                                          | 404
          """)
  void refusesWhatItCantDo(String action, String body, int status) throws Exception {
    assertThat(post(action, body, status)).contains("\"error\"");
    assertThat(get("/api/incidents/n1").get("acts")).isEmpty();
  }

  @Test
  void saysSoWhereKafkaDoesNotTakeIt() throws Exception {
    server.kafkaAway.set(true);
    post("acknowledge", "{'ids':['n1']}", 503);
    server.kafkaAway.set(false);

    assertThat(get("/api/incidents/n1").get("incident").has("acknowledged")).isFalse();
    post("acknowledge", "{'ids':['n1'],'by':'ada'}", 200);
    assertThat(get("/api/incidents/n1").at("/incident/acknowledged/by").asText()).isEqualTo("ada");
  }

  private String counts() throws Exception {
    return get("/api/incidents").get("counts").toString();
  }

  private String post(String action, String body, int status) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request("/api/actions/" + action)
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response.body();
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(HTTP.send(request(path).build(), BodyHandlers.ofString()).body());
  }

  private int status(String path) throws Exception {
    return HTTP.send(request(path).build(), BodyHandlers.ofString()).statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }
}
