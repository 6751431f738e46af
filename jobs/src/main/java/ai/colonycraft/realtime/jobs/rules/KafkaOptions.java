package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
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
      names = "--command-config",
      paramLabel = "FILE",
      description = "more settings of Kafka's clients, as a properties file: security and the like")
  private Path commandConfig;

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
  interface Work<T> {
    T with(Map<String, Object> client) throws KafkaException;
  }

  /**
   * Does something with Kafka.
   *
   * @throws UnableException if Kafka does not answer, or refuses, in words for people
   */
  <T> T with(Work<T> work) {
    try {
      return work.with(client());
    } catch (TimeoutException e) {
      throw new UnableException(
          "no Kafka broker at %s answered within %d ms; --timeout gives it more"
              .formatted(bootstrapServers, timeout.toMillis()));
    } catch (AuthenticationException | AuthorizationException e) {
      throw new UnableException(
          "Kafka at %s refuses: %s; --command-config FILE holds the credentials"
              .formatted(bootstrapServers, e.getMessage()));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UnableException("Kafka at %s: %s".formatted(bootstrapServers, cause.getMessage()));
    }
  }

  /**
   * What the topic holds.
   *
   * @throws UnableException if it can't be read, or is not there
   */
  PublishedRules published() {
    PublishedRules rules =
        PublishedRules.of(with(client -> WholeTopic.read(client, topic, timeout)));
    if (rules.isEmpty() && !with(client -> exists(client))) {
      throw new UnableException(
          ("there is no topic %s at %s; make it, so that it keeps the newest text of each rule:%n"
                  + "  kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions 1"
                  + " --config cleanup.policy=compact")
              .formatted(topic, bootstrapServers, bootstrapServers, topic));
    }
    return rules;
  }

  private boolean exists(Map<String, Object> client) {
    return Topics.exists(client, topic, timeout);
  }

  void publish(Map<String, String> rules) {
    with(
        client -> {
          RulePublisher.publish(client, topic, rules, timeout);
          return null;
        });
  }

  /** In words: the topic and where it is. */
  String place() {
    return topic + " at " + bootstrapServers;
  }

  private Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>();
    if (commandConfig != null) {
      Properties more = new Properties();
      try (Reader in = Files.newBufferedReader(commandConfig)) {
        more.load(in);
      } catch (IOException | IllegalArgumentException e) {
        throw new UnableException(
            "--command-config: expected a properties file, found %s (%s)"
                .formatted(commandConfig, e.getMessage()));
      }
      more.stringPropertyNames().forEach(name -> client.put(name, more.getProperty(name)));
    }
    client.put("bootstrap.servers", bootstrapServers);
    // A topic that Kafka makes by itself would forget rules after a week.
    client.put("allow.auto.create.topics", false);
    return client;
  }
}
