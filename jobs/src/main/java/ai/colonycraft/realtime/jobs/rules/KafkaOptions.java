package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.jobs.topics.KafkaClients;
import ai.colonycraft.realtime.jobs.topics.TopicSpan;
import ai.colonycraft.realtime.jobs.topics.TopicTail;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import picocli.CommandLine.Option;

/** The command-line options of the connection to Kafka, shared by all commands that need one. */
final class KafkaOptions {

  @Option(
      names = {"-b", "--bootstrap-servers", "--bootstrap-server"},
      required = true,
      paramLabel = "HOST:PORT[,…]",
      description = "Kafka's brokers")
  private String bootstrapServers;

  @Option(
      names = {"--kafka.properties", "--command-config"},
      paramLabel = "FILE",
      description = "more settings of Kafka's clients, as a properties file: security and the like")
  private String properties;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "cep-rules",
      description = "the topic of rules (default: ${DEFAULT-VALUE})")
  private String topic;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "15 s",
      converter = Forms.OfDuration.class,
      description = "how long Kafka may take to answer (default: ${DEFAULT-VALUE})")
  private Duration timeout;

  /** Something that is done with Kafka. */
  private interface Work<T> {
    T with(KafkaConfig kafka) throws KafkaException;
  }

  /**
   * Does something with Kafka.
   *
   * @param right what it needs on the topic
   * @throws UnableException if Kafka does not answer, or refuses, in words for people
   */
  private <T> T with(AclOperation right, Work<T> work) {
    return with(right, topic, work);
  }

  private <T> T with(AclOperation right, String topic, Work<T> work) {
    try {
      return work.with(kafka());
    } catch (TimeoutException e) {
      throw new UnableException(
          "no Kafka broker at %s answered within %d ms; --timeout gives it more"
              .formatted(bootstrapServers, timeout.toMillis()));
    } catch (InvalidConfigException e) {
      throw new UnableException(e.getMessage());
    } catch (TopicAuthorizationException | ClusterAuthorizationException e) {
      throw missing(right, topic);
    } catch (AuthenticationException | AuthorizationException e) {
      throw new UnableException(
          "Kafka at %s refuses: %s; --kafka.properties FILE holds the credentials"
              .formatted(bootstrapServers, e.getMessage()));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ClusterAuthorizationException) {
        throw missing(right, topic);
      }
      throw new UnableException("Kafka at %s: %s".formatted(bootstrapServers, cause.getMessage()));
    }
  }

  /** A producer that may write to no topic is refused by the cluster, not by the topic. */
  private UnableException missing(AclOperation right, String topic) {
    return new UnableException(
        "Kafka at %s refuses: the right %s is missing on the topic %s"
            .formatted(bootstrapServers, right, topic));
  }

  /**
   * What the topic holds.
   *
   * @throws UnableException if it can't be read, or is not there
   */
  PublishedRules published() {
    PublishedRules rules =
        PublishedRules.of(
            with(AclOperation.READ, kafka -> WholeTopic.read(consumer(kafka), topic, timeout)));
    if (rules.isEmpty() && !with(AclOperation.DESCRIBE, kafka -> exists(kafka, topic))) {
      throw new UnableException(
          ("there is no topic %s at %s; make it, so that it keeps the newest text of each rule:%n"
                  + "  kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions 1"
                  + " --config cleanup.policy=compact")
              .formatted(topic, bootstrapServers, bootstrapServers, topic));
    }
    return rules;
  }

  /**
   * Reads what another topic keeps of a time; nothing if there is no such topic.
   *
   * @throws UnableException if it can't be read
   */
  void read(String of, Instant from, Instant to, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    with(
        AclOperation.READ,
        of,
        kafka -> {
          TopicSpan.read(consumer(kafka), of, from, to, timeout, records);
          return null;
        });
  }

  /**
   * Follows another topic from a time on, or from now on; returns when a record is the last that is
   * wanted.
   *
   * @param wantsMore takes a record; false ends
   * @throws UnableException if it can't be read, or is not there
   */
  void follow(
      String of, Optional<Instant> from, Predicate<ConsumerRecord<byte[], byte[]>> wantsMore) {
    if (!with(AclOperation.DESCRIBE, of, kafka -> exists(kafka, of))) {
      throw new UnableException("there is no topic %s at %s".formatted(of, bootstrapServers));
    }
    with(
        AclOperation.READ,
        of,
        kafka -> {
          TopicTail.follow(consumer(kafka), of, from, timeout, wantsMore);
          return null;
        });
  }

  private boolean exists(KafkaConfig kafka, String name) {
    return Topics.exists(kafka.client(AdminClientConfig.configNames()), name, timeout);
  }

  void publish(Map<String, String> rules) {
    with(
        AclOperation.WRITE,
        kafka -> {
          RulePublisher.publish(kafka.client(ProducerConfig.configNames()), topic, rules, timeout);
          return null;
        });
  }

  /** In words: the topic and where it is. */
  String place() {
    return topic + " at " + bootstrapServers;
  }

  private KafkaConfig kafka() {
    if (properties == null) {
      return new KafkaConfig(bootstrapServers);
    }
    KafkaConfig kafka = KafkaConfig.read(bootstrapServers, properties, KafkaClients.NAMES);
    KafkaClients.check(kafka);
    return kafka;
  }

  private static Map<String, Object> consumer(KafkaConfig kafka) {
    Map<String, Object> consumer = kafka.client(ConsumerConfig.configNames());
    // A topic that Kafka makes by itself would forget rules after a week.
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return consumer;
  }
}
