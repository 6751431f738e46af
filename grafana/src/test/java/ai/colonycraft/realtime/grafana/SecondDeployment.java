package ai.colonycraft.realtime.grafana;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Deploys another bad version of a service that already has an open incident, in another region,
 * and measures how long it takes until a client of the push server is notified of it.
 */
final class SecondDeployment implements AutoCloseable {

  /** Within this time it is shown. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  /** How long it serves until it is taken back. */
  static final Duration SERVES = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "service-events";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REQUESTS = 60;

  private final KafkaProducer<String, String> producer;
  private final Browser browser;
  private int deployments;

  /** Sends to a broker, and listens at a push server. */
  SecondDeployment(String bootstrapServers, int push) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
    browser = Browser.start(push);
  }

  /**
   * Deploys a version of which every second request fails, and waits for its notification.
   *
   * @return from the first event sent to the notification received; a minute if none came
   */
  Duration deploy(String service, String region) {
    String version = "9.0." + ++deployments;
    long begin = System.currentTimeMillis();
    send("deployment_started", service, region, version, Map.of());
    send("deployment_finished", service, region, version, Map.of());
    for (int i = 0; i < REQUESTS; i++) {
      int status = i % 2 == 0 ? 503 : 200;
      send(
          "http_request",
          service,
          region,
          version,
          Map.of("statusCode", status, "durationMs", 20, "method", "GET", "route", "/second"));
    }
    producer.flush();
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> browser.told.stream().anyMatch(told -> told.title().endsWith(" " + version)));
    } catch (ConditionTimeoutException e) {
      return PATIENCE;
    }
    return browser.told.stream()
        .filter(told -> told.title().endsWith(" " + version))
        .findFirst()
        .map(told -> Duration.ofMillis(told.at() - begin))
        .orElseThrow();
  }

  /** Deploys the version before it again, and reports the service as healthy. */
  void takeBack(String service, String region) {
    String version = "9.0.0";
    send("deployment_started", service, region, version, Map.of());
    send("deployment_finished", service, region, version, Map.of());
    send("health_changed", service, region, version, Map.of("value", 1));
    producer.flush();
  }

  private void send(
      String type, String service, String region, String version, Map<String, Object> more) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", type);
    event.put("timestamp", System.currentTimeMillis());
    event.put("service", service);
    event.put("region", region);
    event.put("version", version);
    event.setAll((ObjectNode) JSON.valueToTree(more));
    producer.send(new ProducerRecord<>(TOPIC, service, event.toString()));
  }

  @Override
  public void close() {
    browser.close();
    producer.close();
  }
}
