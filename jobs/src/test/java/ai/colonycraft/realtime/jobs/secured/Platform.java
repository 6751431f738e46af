package ai.colonycraft.realtime.jobs.secured;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Whatever sends events. */
final class Platform implements AutoCloseable {

  private final KafkaProducer<String, String> producer;

  Platform(KafkaConfig kafka) {
    producer =
        new KafkaProducer<>(
            kafka.client(ProducerConfig.configNames()),
            new StringSerializer(),
            new StringSerializer());
  }

  /** Sends an event to each topic of events; returns when Kafka has them. */
  void send() throws Exception {
    send(Topics.USER_ACTIVITY, "message_sent", "\"userId\":\"u-1\",\"platform\":\"web\"");
    send(
        Topics.SERVICE_EVENTS,
        "http_request",
        "\"service\":\"api\",\"region\":\"eu-west-1\",\"durationMs\":12,\"statusCode\":200");
    send(Topics.CLIENT_REPORTS, "page_view", "\"sessionId\":\"s-1\"");
  }

  private void send(Topic topic, String type, String fields) throws Exception {
    String event =
        "{\"type\":\"%s\",\"timestamp\":%d,%s}".formatted(type, System.currentTimeMillis(), fields);
    producer.send(new ProducerRecord<>(topic.name(), "key", event)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
