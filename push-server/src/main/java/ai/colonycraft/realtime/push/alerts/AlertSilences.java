package ai.colonycraft.realtime.push.alerts;

import ai.colonycraft.realtime.push.hub.KnownNotification;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.Reminder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Silences in Alertmanager what somebody has acknowledged here, so that its other receivers are
 * quiet too. A silence matches exactly the labels of one alert, is short, is extended while the
 * alert fires, and is removed when the incident is over or the acknowledgement is taken back.
 *
 * <p>It has no state of its own: its silences are those in Alertmanager that {@link #CREATOR}
 * created, whose comment is the id of the incident. One that this server can't remove, since it was
 * stopped, ends by itself. To be called by one thread now and then.
 */
public final class AlertSilences {

  static final String CREATOR = "colonycraft-push-server";

  private static final Logger LOG = LoggerFactory.getLogger(AlertSilences.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Silences held at a time; further alerts are not silenced. */
  private static final int MOST = 1_000;

  private final Notifications notifications;
  private final String base;
  private final Duration length;
  private final Clock clock;
  private final Reminder failures;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * Takes its surroundings.
   *
   * @param alertmanager its address, without the path of its API
   * @param length how long a silence holds without being extended
   */
  public AlertSilences(
      Notifications notifications, String alertmanager, Duration length, Clock clock) {
    this.notifications = notifications;
    this.base = alertmanager.replaceAll("/$", "") + "/api/v2/";
    this.length = length;
    this.clock = clock;
    this.failures = new Reminder(clock, Duration.ofMinutes(1));
  }

  /** Makes, extends and removes what is to be. */
  public void run() throws InterruptedException {
    if (!notifications.loaded()) {
      return;
    }
    try {
      Map<String, JsonNode> held = held();
      Set<String> handled = handled();
      if (!handled.isEmpty()) {
        silence(handled, held);
      }
      for (Map.Entry<String, JsonNode> each : held.entrySet()) {
        if (!handled.contains(each.getKey())) {
          remove(each.getValue());
        }
      }
      if (failures.over()) {
        LOG.info("Alertmanager takes silences again");
      }
    } catch (IOException e) {
      if (failures.happened() > 0) {
        LOG.warn(
            "Alertmanager takes no silences of what was acknowledged, its other receivers go on;"
                + " check alerts.alertmanager ({})",
            e.getMessage());
      }
    }
  }

  /** The ids of alerts that are open and acknowledged. */
  private Set<String> handled() {
    return AlertEnds.open(notifications).stream()
        .filter(alert -> alert.acknowledgement() != null)
        .map(KnownNotification::id)
        .limit(MOST)
        .collect(Collectors.toSet());
  }

  /** The silences that this made and that hold, by the id of the incident; doubles are removed. */
  private Map<String, JsonNode> held() throws IOException, InterruptedException {
    Map<String, JsonNode> held = new HashMap<>();
    for (JsonNode silence : ask("GET", "silences", null)) {
      if (silence.path("createdBy").asText().equals(CREATOR)
          && !silence.at("/status/state").asText().equals("expired")
          && held.putIfAbsent(silence.path("comment").asText(), silence) != null) {
        remove(silence);
      }
    }
    return held;
  }

  private void silence(Set<String> handled, Map<String, JsonNode> held)
      throws IOException, InterruptedException {
    Map<String, JsonNode> labels = new HashMap<>();
    Set<String> names = new TreeSet<>();
    for (JsonNode alert : ask("GET", "alerts?active=true&silenced=true&inhibited=true", null)) {
      labels.put(alert.path("fingerprint").asText(), alert.path("labels"));
      alert.path("labels").fieldNames().forEachRemaining(names::add);
    }
    Instant now = clock.instant();
    for (String id : handled) {
      JsonNode of = labels.get(AlertEnds.fingerprint(id));
      if (of == null || of.isEmpty()) {
        continue; // It no longer fires: what holds ends by itself.
      }
      JsonNode before = held.get(id);
      if (before == null
          || Instant.parse(before.path("endsAt").asText())
              .isBefore(now.plus(length.dividedBy(2)))) {
        ask("POST", "silences", silenceOf(id, before, of, names, now));
      }
    }
  }

  /** Matches the labels of the alert, and that it has none that other alerts have beside them. */
  private ObjectNode silenceOf(
      String id, JsonNode before, JsonNode labels, Set<String> names, Instant now) {
    ObjectNode silence = JSON.createObjectNode();
    if (before != null) {
      silence.set("id", before.get("id"));
    }
    ArrayNode matchers = silence.putArray("matchers");
    for (String name : names) {
      matchers
          .addObject()
          .put("name", name)
          .put("value", labels.path(name).asText())
          .put("isRegex", false)
          .put("isEqual", true);
    }
    return silence
        .put("startsAt", before == null ? now.toString() : before.path("startsAt").asText())
        .put("endsAt", now.plus(length).toString())
        .put("createdBy", CREATOR)
        .put("comment", id);
  }

  private void remove(JsonNode silence) throws IOException, InterruptedException {
    ask("DELETE", "silence/" + silence.path("id").asText(), null);
  }

  private JsonNode ask(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(method + " " + path + " was answered with " + response.statusCode());
    }
    return response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
  }
}
