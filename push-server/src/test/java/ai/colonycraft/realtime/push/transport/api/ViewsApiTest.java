package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages that people made, kept on the server. */
@WithServer
class ViewsApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TILE =
      "{\"kind\":\"tile\",\"metric\":\"error_rate\",\"only\":{\"service\":\"billing\"},\"critical\":0.05,\"width\":4}";

  private TestTransport server;

  @Test
  void aViewIsKeptWithItsEarlierVersionsAndComesBack() throws Exception {
    JsonNode first = ask("PUT", "/v1?person=ada", view("One", false, 0, TILE), 200);
    assertThat(first.get("version").asInt()).isEqualTo(1);

    JsonNode second = ask("PUT", "/v1?person=ada", view("Two", false, 1, TILE, TILE), 200);

    assertThat(second.get("version").asInt()).isEqualTo(2);
    JsonNode listed = ask("GET", "?person=ada", "", 200).at("/views/0");
    assertThat(listed).isEqualTo(second);
    assertThat(listed.at("/tiles/1")).isEqualTo(JSON.readTree(TILE));
    assertThat(listed.at("/earlier/0/name").asText()).isEqualTo("One");
    assertThat(listed.at("/earlier/0/tiles")).hasSize(1);
    assertThat(ask("GET", "?person=bob", "", 200).toString())
        .isEqualTo("{\"views\":[],\"shared\":[]}");
  }

  @Test
  void aChangeOfAnotherVersionThanTheKeptOneIsRefusedWithTheKeptOne() throws Exception {
    ask("PUT", "/v1?person=ada", view("One", false, 0, TILE), 200);
    ask("PUT", "/v1?person=ada", view("Two", false, 1, TILE), 200);

    JsonNode refused = ask("PUT", "/v1?person=ada", view("Three", false, 1, TILE), 409);

    assertThat(refused.at("/view/name").asText()).isEqualTo("Two");
    assertThat(refused.at("/error/message").asText()).isEqualTo("version: v1 has version 2 now");
    assertThat(ask("PUT", "/v2?person=ada", view("x", false, 3, TILE), 409).has("view")).isFalse();
  }

  @Test
  void theLastFiveVersionsAreKeptAndFewerWhereTheyAreLarge() throws Exception {
    String[] many = Collections.nCopies(30, TILE).toArray(String[]::new);
    for (int version = 0; version < 8; version++) {
      ask("PUT", "/small?person=ada", view("v" + version, false, version, TILE), 200);
      ask("PUT", "/large?person=ada", view("v" + version, false, version, many), 200);
    }

    JsonNode views = ask("GET", "?person=ada", "", 200).get("views");
    assertThat(views.at("/0/earlier").findValuesAsText("name"))
        .containsExactly("v6", "v5", "v4", "v3", "v2");
    assertThat(views.at("/1/earlier").findValuesAsText("name")).containsExactly("v6");
  }

  @Test
  void aSharedViewIsListedForOthersWithItsOwnerAndChangedByItsOwnerAlone() throws Exception {
    ask("PUT", "/v1?person=ada", view("Ours", true, 0, TILE), 200);
    ask("PUT", "/v2?person=ada", view("Mine", false, 0, TILE), 200);

    JsonNode shared = ask("GET", "?person=bob", "", 200).get("shared");
    assertThat(shared).hasSize(1);
    assertThat(shared.at("/0/name").asText()).isEqualTo("Ours");
    assertThat(shared.at("/0/owner").asText()).isEqualTo("ada");
    assertThat(shared.at("/0").has("earlier")).isFalse();

    ask("DELETE", "/v1?person=bob", "", 200);
    assertThat(ask("GET", "?person=ada", "", 200).get("views")).hasSize(2);
    ask("DELETE", "/v1?person=ada", "", 200);
    assertThat(ask("GET", "?person=bob", "", 200).get("shared")).isEmpty();
  }

  @Test
  void whatAPersonChangesOfThemselvesLeavesTheirViews() throws Exception {
    ask("PUT", "/v1?person=ada", view("Ours", true, 0, TILE), 200);

    send("PUT", "/api/people/me?person=ada", "{\"name\":\"Ada Lovelace\"}", 200);

    JsonNode shared = ask("GET", "?person=bob", "", 200).get("shared");
    assertThat(shared.at("/0/owner").asText()).isEqualTo("Ada Lovelace");
  }

  @Test
  void moreViewsThanTheLimitAreRefusedAndWhatKafkaDoesNotTakeIsNotKept() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask("PUT", "/v" + i + "?person=ada", view("One", false, 0, TILE), 200);
    }
    JsonNode refused = ask("PUT", "/more?person=ada", view("One", false, 0, TILE), 400);
    assertThat(refused.at("/error/message").asText()).isEqualTo("views: expected at most 20");

    server.kafkaAway.set(true);
    ask("PUT", "/v1?person=bob", view("One", false, 0, TILE), 503);
    assertThat(ask("GET", "?person=bob", "", 200).get("views")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|expected a JSON object",
        "{\"name\":\"\",\"tiles\":[]}|name: expected a text of 1 to 100 characters",
        "{\"name\":\"x\"}|tiles: expected an array",
        "{\"name\":\"x\",\"tiles\":[{}]}|tiles.kind: expected tile, lines, bars, pie or ranking",
        "{\"name\":\"x\",\"tiles\":[{\"kind\":\"pie\"}]}|tiles.metric: expected a name of letters, digits and _",
        "{\"name\":\"x\",\"tiles\":[{\"kind\":\"pie\",\"metric\":\"a\",\"width\":13}]}|tiles.width: expected a whole number from 0 to 12",
        "{\"name\":\"x\",\"tiles\":[{\"kind\":\"pie\",\"metric\":\"a\",\"warning\":\"1\"}]}|tiles.warning: expected a number",
        "{\"name\":\"x\",\"tiles\":[{\"kind\":\"pie\",\"metric\":\"a\",\"only\":{\"b\":1}}]}|tiles.only: expected an object of texts",
        "{\"name\":\"x\",\"tiles\":[],\"version\":-1}|version: expected a whole number that is not negative"
      })
  void aViewThatIsNotOfItsFormIsRefusedByTheNameOfItsField(String body, String message)
      throws Exception {
    JsonNode refused = ask("PUT", "/v1?person=ada", body, 400);

    assertThat(refused.at("/error/message").asText()).isEqualTo(message);
    assertThat(server.people.find("ada")).isEmpty();
  }

  private static String view(String name, boolean shared, int version, String... tiles) {
    return "{\"name\":\"%s\",\"shared\":%s,\"version\":%d,\"tiles\":[%s]}"
        .formatted(name, shared, version, String.join(",", tiles));
  }

  private JsonNode ask(String method, String path, String body, int status) throws Exception {
    return send(method, "/api/views" + path, body, status);
  }

  private JsonNode send(String method, String path, String body, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
