package ai.colonycraft.realtime.jobs.output;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.topics.Rights;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The sink for every topic that a job writes. At least once: a record may come again after a
 * failure, under the same key and with the same value, and so overwrites itself.
 */
public final class KafkaOutput {

  /** What the contract's largest record, a dead letter, may need. */
  private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

  private KafkaOutput() {}

  /**
   * A sink that writes each record to the topic it names.
   *
   * @param kafka how to connect
   * @param topics all that the job writes, for which it needs the right to write
   */
  public static Sink<Outbound> to(KafkaConfig kafka, Set<String> topics) {
    Properties producer = new Properties();
    producer.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // Long enough for records to share a request, too short to be felt.
    producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    producer.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
    producer.putAll(kafka.client(ProducerConfig.configNames()));
    return KafkaSink.<Outbound>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new ByRecord(kafka, topics))
        .build();
  }

  private record ByRecord(KafkaConfig kafka, Set<String> topics)
      implements KafkaRecordSerializationSchema<Outbound> {

    @Override
    public void open(InitializationContext context, KafkaSinkContext sink) {
      Rights.require(kafka, topics, List.of(AclOperation.WRITE), null);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Outbound record, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(record.topic(), record.key(), record.value());
    }
  }
}
