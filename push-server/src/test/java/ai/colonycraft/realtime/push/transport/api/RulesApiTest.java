package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.support.SomeRules;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules with their states, and putting them to rest. */
@WithServer
class RulesApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestTransport server;

  private void loaded() {
    server.rules.texts().loaded();
    server.rules.states().loaded();
  }

  private void rest(boolean enabled, String id, String version, int status) throws Exception {
    ask(
        "POST",
        "/enabled",
        JSON.createObjectNode()
            .put("id", id)
            .put("enabled", enabled)
            .put("version", version)
            .toString(),
        status);
  }

  @Test
  void saysWhatOfTheTopicsIsNotThere() throws Exception {
    JsonNode answer = ask("GET", "", "", 200);
    assertThat(answer.get("textsLoaded").asBoolean()).isFalse();
    assertThat(answer.get("statesLoaded").asBoolean()).isFalse();
    assertThat(answer.get("rules")).isEmpty();
    rest(false, "r", "v", 503);

    loaded();
    assertThat(ask("GET", "", "", 200).get("textsLoaded").asBoolean()).isTrue();
  }

  @Test
  void listsTheRulesWithStateAndFiguresAndExplainsOne() throws Exception {
    loaded();
    SomeRules.active(server.rules, "quick");
    server.rules.texts().accept("new", SomeRules.bytes("id: new\n"));

    JsonNode list = ask("GET", "", "", 200).get("rules");
    assertThat(list).hasSize(2);
    assertThat(list.at("/0/id").asText()).isEqualTo("new");
    assertThat(list.at("/0/changing").asBoolean()).isTrue();
    assertThat(list.at("/0/state").isMissingNode()).isTrue();
    JsonNode quick = list.get(1);
    assertThat(quick.get("state").asText()).isEqualTo("active");
    assertThat(quick.get("changing").asBoolean()).isFalse();
    assertThat(quick.at("/matches/23").asInt()).isEqualTo(7);
    assertThat(quick.get("partialMatches").asInt()).isEqualTo(12);
    assertThat(quick.get("cpuShare").asDouble()).isEqualTo(0.25);
    assertThat(quick.has("explanation")).isFalse();
    assertThat(quick.has("toggled")).isFalse();

    assertThat(ask("GET", "?id=quick", "", 200).get("explanation").asText())
        .contains("(( match ))");
    assertThat(ask("GET", "?id=none", "", 404).at("/error/code").asText())
        .isEqualTo("unknown_rule");
    server.rules.texts().remove("quick");
    assertThat(ask("GET", "", "", 200).get("rules")).hasSize(1);
  }

  @Test
  void putsARuleToRestAndBackByTheTextsThatTheJobGave() throws Exception {
    loaded();
    SomeRules.active(server.rules, "r");
    String active = SomeRules.version(SomeRules.text("r"));
    String resting = SomeRules.version(SomeRules.resting("r"));

    rest(false, "r", active, 200);
    assertThat(server.rules.find("r").orElseThrow().version()).isEqualTo(resting);
    // The job has not said anything of the new text yet.
    rest(true, "r", resting, 409);

    SomeRules.publish(
        server.rules,
        "r",
        SomeRules.resting("r"),
        SomeRules.description("r", SomeRules.resting("r"), "resting", SomeRules.text("r")));
    rest(false, "r", resting, 409);
    rest(true, "r", resting, 200);
    assertThat(server.rules.find("r").orElseThrow().version()).isEqualTo(active);
  }

  @Test
  void changesNothingOfATextThatWasPushedMeanwhile() throws Exception {
    loaded();
    SomeRules.active(server.rules, "r");
    String seen = SomeRules.version(SomeRules.text("r"));
    server.rules.texts().accept("r", SomeRules.bytes(SomeRules.text("r") + "# newer\n"));

    rest(false, "r", seen, 409);
    rest(false, "r", SomeRules.version(SomeRules.text("r") + "# newer\n"), 409);
    rest(false, "unknown", seen, 404);
  }

  @Test
  void refusesWhatItCanNotWrite() throws Exception {
    loaded();
    String text = "{id: r}";
    SomeRules.publish(server.rules, "r", text, SomeRules.description("r", text, "active", null));
    rest(false, "r", SomeRules.version(text), 409);

    SomeRules.active(server.rules, "r");
    server.kafkaAway.set(true);
    rest(false, "r", SomeRules.version(SomeRules.text("r")), 503);
    assertThat(server.rules.find("r").orElseThrow().version())
        .isEqualTo(SomeRules.version(SomeRules.text("r")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"id\":\"r\",\"version\":\"v\"}",
        "{\"id\":\"r\",\"version\":\"v\",\"enabled\":\"no\"}",
        "{\"id\":7,\"version\":\"v\",\"enabled\":true}",
        "{\"id\":\"r\",\"enabled\":true}"
      })
  void refusesABodyOfAnotherForm(String body) throws Exception {
    loaded();
    assertThat(ask("POST", "/enabled", body, 400).at("/error/code").asText()).isEqualTo("bad_body");
    assertThat(ask("DELETE", "/enabled", "", 405).has("error")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "{\"state\":\"good\",\"version\":\"v\",\"why\":\"\",\"explanation\":\"\"}",
        "{\"state\":\"active\",\"version\":1,\"why\":\"\",\"explanation\":\"\"}"
      })
  void recordsOfAnotherFormAreRefusedAndTheOneBeforeStays(String value) throws Exception {
    SomeRules.active(server.rules, "r");

    for (String key : new String[] {"rule/r", "figures/r", "r", "rule/"}) {
      assertThatThrownBy(() -> server.rules.states().accept(key, SomeRules.bytes(value)))
          .isInstanceOf(RefusedRecordException.class);
    }
    assertThat(server.rules.find("r").orElseThrow().description()).isPresent();
    assertThat(server.rules.find("r").orElseThrow().figures()).isPresent();
  }

  @Test
  void readsTheRecordsOfTheContract() throws Exception {
    Path examples = Path.of("src/main/resources/contract/examples");
    for (String kind : new String[] {"rule", "figures"}) {
      server
          .rules
          .states()
          .accept(
              kind + "/deployment-stuck",
              Files.readAllBytes(examples.resolve("rule-states-" + kind + ".json")));
    }
    server.rules.texts().accept("deployment-stuck", SomeRules.bytes("x"));

    JsonNode rule = ask("GET", "?id=deployment-stuck", "", 200);
    assertThat(rule.get("state").asText()).isEqualTo("suspended");
    assertThat(rule.at("/failure/at").asLong()).isEqualTo(1_767_225_600_000L);
    assertThat(rule.at("/matches/22").asInt()).isEqualTo(2);
  }

  @Test
  void knowsNoMoreRulesThanTheLimitAndForgetsWithdrawnOnes() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      server.rules.texts().accept("r" + i, SomeRules.bytes("x"));
    }
    assertThatThrownBy(() -> server.rules.texts().accept("more", SomeRules.bytes("x")))
        .isInstanceOf(RefusedRecordException.class);
    server.rules.texts().accept("r1", SomeRules.bytes("y"));
    server.rules.texts().remove("r2");
    server.rules.texts().accept("more", SomeRules.bytes("x"));

    SomeRules.active(server.rules, "r1");
    server.rules.states().remove("rule/r1");
    server.rules.states().remove("figures/r1");
    assertThat(server.rules.find("r1").orElseThrow().description()).isEmpty();
    assertThat(server.rules.find("r1").orElseThrow().figures()).isEmpty();
  }

  private JsonNode ask(String method, String path, String body, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/api/rules" + path))
            .method(method, BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
