package ai.colonycraft.realtime.push.transport.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.reach.people.Device;
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
import org.junit.jupiter.api.Test;

/** Devices and preferences of whoever asks. */
@WithServer
class PeopleApiTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANDROID = "{\"kind\":\"android\",\"id\":\"p1\",\"label\":\"Phone\"}";

  private TestTransport server;

  @Test
  void somebodyNewHasTheDefaultPreferences() throws Exception {
    JsonNode me = ask("GET", "me?person=ada", "", 200);

    assertThat(me.get("id").asText()).isEqualTo("ada");
    assertThat(me.get("devices")).isEmpty();
    assertThat(me.at("/preferences/severities/0").asText()).isEqualTo("critical");
    assertThat(server.people.find("ada")).isEmpty();
  }

  @Test
  void preferencesAreKeptForOnePersonAndNotForAnother() throws Exception {
    ask(
        "PUT",
        "me?person=ada",
        "{\"name\":\"Ada\",\"preferences\":{\"severities\":[\"warning\"],\"quietHours\":"
            + "{\"from\":\"22:00\",\"until\":\"07:00\",\"criticalBreaks\":true}}}",
        200);

    JsonNode me = ask("GET", "me?person=ada", "", 200);
    assertThat(me.get("name").asText()).isEqualTo("Ada");
    assertThat(me.at("/preferences/quietHours/from").asText()).isEqualTo("22:00");
    assertThat(ask("GET", "me?person=bob", "", 200).at("/preferences/quietHours").isMissingNode())
        .isTrue();
    ask("PUT", "me?person=ada", "{\"preferences\":{\"quietHours\":null}}", 200);
    assertThat(ask("GET", "me?person=ada", "", 200).at("/preferences/quietHours").isMissingNode())
        .isTrue();
  }

  @Test
  void aDeviceIsAddedMovesToAnotherPersonAndIsRemoved() throws Exception {
    ask("POST", "me/devices?person=ada", ANDROID, 200);
    assertThat(server.people.find("ada").orElseThrow().devices(Device.Android.class)).hasSize(1);

    ask("POST", "me/devices?person=bob", ANDROID, 200);
    assertThat(server.people.find("ada").orElseThrow().devices()).isEmpty();

    ask("DELETE", "me/devices/p1?person=bob", "", 200);
    assertThat(server.people.find("bob").orElseThrow().devices()).isEmpty();
  }

  @Test
  void moreDevicesThanTheLimitAreRefused() throws Exception {
    for (int i = 0; i < 20; i++) {
      ask("POST", "me/devices?person=ada", ANDROID.replace("p1", "p" + i), 200);
    }

    JsonNode refused = ask("POST", "me/devices?person=ada", ANDROID.replace("p1", "x"), 400);

    assertThat(refused.at("/error/message").asText()).isEqualTo("devices: expected at most 20");
  }

  @Test
  void whatKafkaDoesNotTakeIsNotKept() throws Exception {
    server.kafkaAway.set(true);

    ask("POST", "me/devices?person=ada", ANDROID, 503);

    assertThat(server.people.find("ada")).isEmpty();
  }

  @Test
  void aRequestThatNamesNobodyIsRefused() throws Exception {
    for (String path : new String[] {"me", "me?person=", "me?person=" + "x".repeat(201)}) {
      assertThat(ask("GET", path, "", 400).has("error")).as(path).isTrue();
    }
    assertThat(ask("PATCH", "me?person=ada", "", 405).has("error")).isTrue();
    assertThat(ask("GET", "me/pets?person=ada", "", 404).has("error")).isTrue();
  }

  private JsonNode ask(String method, String path, String body, int status) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/api/people/" + path))
            .method(method, BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
