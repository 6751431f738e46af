package ai.colonycraft.realtime.jobs.topics;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what the principal of {@code kafka.properties} may do with topics and a group. Kafka's own
 * errors do not name the right that is missing.
 */
public final class Rights {

  private static final Logger LOG = LoggerFactory.getLogger(Rights.class);
  private static final int TIMEOUT_MILLIS = 5_000;

  private Rights() {}

  /**
   * Returns at once where no file gives settings. A topic that is not there, or a broker that does
   * not answer in 5 s, is left to the client that needs it.
   *
   * @param topics whose rights to ask for
   * @param needed on each of them
   * @param group a consumer group that has to be read too; null for none
   * @throws IllegalStateException if a right is missing; the message names all of them
   * @throws ai.colonycraft.realtime.config.InvalidConfigException if the settings can't be used in
   *     this process
   */
  public static void require(
      KafkaConfig kafka, Collection<String> topics, List<AclOperation> needed, String group) {
    if (kafka.properties().isEmpty()) {
      return;
    }
    KafkaClients.check(kafka);
    Map<String, Object> client = kafka.client(AdminClientConfig.configNames());
    client.put(AdminClientConfig.CLIENT_ID_CONFIG, "rights");
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    List<String> missing = new ArrayList<>();
    try (Admin admin = Admin.create(client)) {
      admin
          .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
          .topicNameValues()
          .forEach(
              (topic, answer) ->
                  needed.stream()
                      .filter(right -> !allowed(topic, answer).contains(right))
                      .forEach(right -> missing.add(right + " on the topic " + topic)));
      if (group != null && !mayRead(admin, group)) {
        missing.add("READ on the group " + group);
      }
    }
    if (!missing.isEmpty()) {
      missing.sort(null);
      throw new IllegalStateException(
          "kafka.properties: the principal lacks these rights at %s: %s"
              .formatted(kafka.bootstrapServers(), String.join(", ", missing)));
    }
  }

  private static boolean mayRead(Admin admin, String group) {
    try {
      admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return true;
    } catch (ExecutionException e) {
      return !(e.getCause() instanceof GroupAuthorizationException);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for rights", e);
    }
  }

  /** What is allowed with a topic; everything if that is not known. */
  private static Set<AclOperation> allowed(String topic, KafkaFuture<TopicDescription> answer) {
    try {
      Set<AclOperation> allowed = answer.get().authorizedOperations();
      return allowed == null ? Set.of(AclOperation.values()) : allowed;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicAuthorizationException) {
        return Set.of();
      }
      LOG.warn("{}: its rights are not known ({})", topic, e.getCause().getMessage());
      return Set.of(AclOperation.values());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for rights", e);
    }
  }
}
