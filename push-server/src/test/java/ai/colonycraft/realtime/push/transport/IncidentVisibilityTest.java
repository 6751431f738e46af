package ai.colonycraft.realtime.push.transport;

import static ai.colonycraft.realtime.push.support.Platform.noticeAbout;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Incidents of a colony that stand in one group, and are one fact, with incidents that its owner
 * may not see: what the server adds to the owner's own says nothing of the others.
 */
class IncidentVisibilityTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OWN =
      "\"service\":\"billing\",\"region\":\"eu\",\"colonyId\":\"c-7\"";

  /** Every answer to the owner that holds one of these is a leak. */
  private static final String[] OTHERS = {"theirs", "c-8", "alert-1"};

  @TempDir private Path folder;
  private TestTransport server;
  private String wide;
  private String narrow;

  @BeforeEach
  void start() throws Exception {
    Issuer issuer = Issuer.in(folder.resolve("secret"));
    server = TestTransport.start("--auth.secret", folder.resolve("secret").toString());
    wide = issuer.token(Issuer.ALL);
    narrow =
        issuer.sign(
            "{\"sub\":\"ada\",\"exp\":4102444800,\"scope\":\"%s\",\"visible\":{\"notifications\":[{\"colonyId\":\"c-7\"}]}}"
                .formatted(Issuer.ALL));
    server.publish(theirs(1), alert(1), own(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listsAndShowsItsOwnIncidentAsIfThereWereNoOthers() throws Exception {
    JsonNode all = get("/api/incidents?state=all", wide);
    assertThat(all.at("/groups/0/members")).hasSize(2);
    assertThat(get("/api/incidents/own", wide).path("parts")).hasSize(1);

    JsonNode own = get("/api/incidents?state=all", narrow);
    assertThat(own.path("incidents").findValuesAsText("id")).containsExactly("own");
    assertThat(own.at("/counts/needsSomeone").asInt()).isEqualTo(1);
    assertThat(own.at("/incidents/0/group").asText()).isEqualTo("own");
    JsonNode one = get("/api/incidents/own", narrow);
    assertThat(one.path("parts")).isEmpty();
    assertThat(one.has("group")).isFalse();
    JsonNode list = get("/api/notifications", narrow);
    for (JsonNode answer : List.of(own, one, list)) {
      assertThat(answer.toString()).doesNotContain(OTHERS);
    }
    for (String id : List.of("theirs", "alert-1", "nobodys")) {
      assertThat(send("/api/incidents/" + id, narrow, null).statusCode()).as(id).isEqualTo(404);
    }
  }

  @Test
  void sendsItsOwnIncidentAndItsChangesAsIfThereWereNoOthers() throws Exception {
    String since = "{'action':'subscribe','since':-1}";
    try (TestClient everything = connect(wide).send(since);
        TestClient own = connect(narrow).send(since);
        EventReader events = EventReader.openAs(narrow, server.port(), "/sse/notifications")) {
      for (TestClient client : List.of(everything, own)) {
        client.waitFor(m -> m.has("synced"));
      }
      server.publish(theirs(2), alert(2), own(2));
      act("acknowledge", "{'ids':['alert-1','theirs'],'by':'theirs'}", wide, 200);
      act("silence", "{'labels':{'service':'billing'},'minutes':5,'reason':'theirs'}", wide, 200);
      server.publish(own(3), noticeAbout("last", "critical", "t", "{" + OWN + "}"));

      everything.waitFor(m -> m.has("group"));
      for (TestClient client : List.of(everything, own)) {
        client.waitFor(m -> m.path("id").asText().equals("last"));
      }
      events.waitFor("\"id\":\"last\"");
      own.waitFor(m -> m.at("/group/members/1").asText().equals("last"));
      assertThat(own.values()).noneMatch(message -> holdsOthers(message));
      assertThat(events.events()).noneMatch(message -> holdsOthers(message));
    }
  }

  /** It is acknowledged within another one, and silenced, by somebody who sees more. */
  @Test
  void saysNothingOfWhatOthersDidAboutOthers() throws Exception {
    act("acknowledge", "{'ids':['alert-1'],'by':'theirs'}", wide, 200);
    act("silence", "{'labels':{'service':'billing'},'minutes':5,'reason':'theirs'}", wide, 200);

    assertThat(get("/api/incidents/own", wide).toString()).contains("theirs");
    assertThat(get("/api/incidents/own", narrow).toString()).doesNotContain("theirs");
    assertThat(get("/api/silences", narrow).path("silences")).isEmpty();
    assertThat(get("/api/incidents", narrow).path("silences")).isEmpty();
  }

  @Test
  void actsOnItsOwnAlone() throws Exception {
    act("acknowledge", "{'ids':['own','theirs']}", narrow, 404);
    act("assign", "{'ids':['alert-1'],'to':'ada'}", narrow, 404);
    act("silence", "{'labels':{'service':'billing'},'minutes':5,'reason':'x'}", narrow, 403);
    String wides = act("silence", "{'labels':{'a':'b'},'minutes':5,'reason':'x'}", wide, 200);
    String id = JSON.readTree(wides).path("silence").asText();
    act("end-silence", "{'id':'" + id + "'}", narrow, 404);
    assertThat(get("/api/incidents/own", wide).path("acts")).isEmpty();

    act("acknowledge", "{'ids':['own']}", narrow, 200);
    act("silence", "{'labels':{'colonyId':'c-7'},'minutes':5,'reason':'own'}", narrow, 200);

    assertThat(get("/api/incidents/own", narrow).path("acts")).hasSize(1);
    assertThat(get("/api/silences", narrow).at("/silences/0/reason").asText()).isEqualTo("own");
  }

  private static boolean holdsOthers(String message) {
    for (String others : OTHERS) {
      if (message.contains(others)) {
        return true;
      }
    }
    return false;
  }

  private static Notice own(int version) {
    return noticeAbout("own", "warning", "v" + version, "{" + OWN + "}");
  }

  private static Notice theirs(int version) {
    return noticeAbout("theirs", "critical", "v" + version, "{" + OWN.replace("c-7", "c-8") + "}");
  }

  /** An alert that reports the same fact as any incident of this service. */
  private static Notice alert(int version) {
    String json =
        noticeAbout("alert-1", "critical", "v" + version, "{\"service\":\"billing\"}").json();
    return new Notice(
        "alert-1",
        json.substring(0, json.length() - 1)
            + ",\"sameAs\":[\"rule:test\"],\"sources\":[\"alert:1\"]}",
        LiveRecord.NO_SEQUENCE);
  }

  private TestClient connect(String token) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/notifications/stream");
    return TestClient.connect(HTTP, uri, "Authorization", "Bearer " + token);
  }

  private JsonNode get(String path, String token) throws Exception {
    HttpResponse<String> answer = send(path, token, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private String act(String action, String body, String token, int status) throws Exception {
    HttpResponse<String> answer = send("/api/actions/" + action, token, body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private HttpResponse<String> send(String path, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token);
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
