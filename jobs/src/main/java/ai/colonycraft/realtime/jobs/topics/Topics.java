package ai.colonycraft.realtime.jobs.topics;

import ai.colonycraft.realtime.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The catalogue of the topics, in the order that data takes through them. */
public final class Topics {

  private static final int TIMEOUT_SECONDS = 30;

  /** What users and agents did. */
  public static final Topic USER_ACTIVITY =
      Topic.kept("user-activity", "userId", true, Duration.ofDays(7));

  /** What services report of themselves. */
  public static final Topic SERVICE_EVENTS =
      Topic.kept("service-events", "service", true, Duration.ofDays(7));

  /** What browsers report of themselves. */
  public static final Topic CLIENT_REPORTS =
      Topic.kept("client-reports", "sessionId", true, Duration.ofDays(7));

  /** Finished windows; the key and the start name one, a later record corrects an earlier one. */
  public static final Topic ACTIVITY_WINDOWS =
      Topic.kept("activity-windows", "kind and id", true, Duration.ofDays(30));

  /** Finished windows of services; the key and the start name one, a later record corrects it. */
  public static final Topic SERVICE_WINDOWS =
      Topic.kept("service-windows", "service and region", true, Duration.ofDays(30));

  /**
   * Flame graphs; a later one with the same key has more of the same window. Kept for the hour
   * before any that people look at, and some more.
   */
  public static final Topic FLAME_GRAPHS =
      Topic.compactedAndKept("flamegraphs", "view, service and start", Duration.ofHours(6))
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(15).toMillis())
          .with(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Duration.ofMinutes(20).toMillis());

  /**
   * Metric updates. Those of the last quarter of an hour are all there, so that a push server that
   * starts has the past of every chart; of older ones only the newest of each series.
   */
  public static final Topic LIVE_UPDATES =
      Topic.compactedAndKept("live-updates", "series", Duration.ofDays(1))
          .with(TopicConfig.SEGMENT_BYTES_CONFIG, 16 << 20)
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(5).toMillis())
          .with(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Duration.ofMinutes(15).toMillis())
          .with(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Duration.ofMinutes(20).toMillis())
          .with(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, 0.1)
          .with(TopicConfig.DELETE_RETENTION_MS_CONFIG, Duration.ofMinutes(10).toMillis());

  /** Lines for people about what just happened. */
  public static final Topic ACTIVITY_FEED =
      Topic.kept("activity-feed", "none", false, Duration.ofHours(1))
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(10).toMillis());

  /**
   * Notifications. Each state of the last day is kept, so that a client that reconnects within a
   * day receives the notifications that are new to it.
   */
  public static final Topic NOTIFICATIONS =
      Topic.compactedAndKept("notifications", "notification id", Duration.ofDays(7))
          .with(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Duration.ofDays(1).toMillis())
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofHours(1).toMillis());

  /** What people do about incidents, and silences; a null value deletes either. */
  public static final Topic ACTIONS = Topic.compacted("actions", "notification id, or silence id");

  /** Whom the push server reaches away from the screen; a null value deletes one. */
  public static final Topic PEOPLE = Topic.compacted("people", "person");

  /**
   * What was handed to mail and push services, and how that went. Kept for longer than any message
   * may be late, so that none is sent again.
   */
  public static final Topic OUTBOX =
      Topic.compactedAndKept("outbox", "message id", Duration.ofDays(7))
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofHours(1).toMillis());

  /** The rules in force; a null value deletes one. */
  public static final Topic CEP_RULES = Topic.compacted("cep-rules", "rule id");

  /**
   * The state, the figures and the explanation of each rule. Cleaned often, since figures are
   * published every few seconds.
   */
  public static final Topic RULE_STATES =
      Topic.compacted("rule-states", "rule/ID or figures/ID")
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(15).toMillis())
          .with(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Duration.ofMinutes(20).toMillis());

  /** Refused records; larger than other records, since each carries the bytes of one. */
  public static final Topic DEAD_LETTERS =
      Topic.kept("dead-letters", "topic-partition-offset", false, Duration.ofDays(14))
          .with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, 4 << 20);

  /** Written by the push server every few seconds, and read by each job. */
  public static final Topic HEARTBEATS =
      Topic.kept("heartbeats", "none", false, Duration.ofHours(1))
          .with(TopicConfig.SEGMENT_MS_CONFIG, Duration.ofMinutes(10).toMillis());

  /** Every topic; not modifiable. */
  public static final List<Topic> ALL =
      List.of(
          USER_ACTIVITY,
          SERVICE_EVENTS,
          CLIENT_REPORTS,
          ACTIVITY_WINDOWS,
          SERVICE_WINDOWS,
          FLAME_GRAPHS,
          LIVE_UPDATES,
          ACTIVITY_FEED,
          NOTIFICATIONS,
          ACTIONS,
          PEOPLE,
          OUTBOX,
          CEP_RULES,
          RULE_STATES,
          DEAD_LETTERS,
          HEARTBEATS);

  private Topics() {}

  /**
   * Makes the topics that are missing and leaves the others as they are. May be called by several
   * programs at once.
   *
   * @param kafka how to connect
   * @param partitions of each topic that is spread, at least 1
   * @param replicas copies of each topic that is made
   * @return the names of the topics that this call made, sorted
   * @throws IllegalArgumentException if there are to be no partitions
   * @throws IllegalStateException if the cluster does not answer in 30 s or refuses a topic; the
   *     message names the brokers, the topic and the right that is missing
   */
  public static Set<String> create(KafkaConfig kafka, int partitions, Replicas replicas) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: expected at least 1, found " + partitions);
    }
    Map<String, Object> client = kafka.client(AdminClientConfig.configNames());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1000);
    try (Admin admin = Admin.create(client)) {
      Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Set<String> made = new TreeSet<>();
      for (Map.Entry<String, NewTopic> missing : missing(there, partitions, replicas).entrySet()) {
        if (create(admin, missing.getValue())) {
          made.add(missing.getKey());
        }
      }
      return made;
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "kafka.bootstrap.servers: no topics could be made at %s: %s"
              .formatted(kafka.bootstrapServers(), cause.getMessage()),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making topics", e);
    }
  }

  /** The same with as many copies as the brokers make by default. */
  public static Set<String> create(KafkaConfig kafka, int partitions) {
    return create(kafka, partitions, Replicas.OF_THE_BROKER);
  }

  /** The same at brokers that need no further settings. */
  public static Set<String> create(String bootstrapServers, int partitions) {
    return create(new KafkaConfig(bootstrapServers), partitions);
  }

  /**
   * Whether there is a topic of that name.
   *
   * @param client settings of the admin client, by Kafka's own names
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer in time
   */
  public static boolean exists(Map<String, Object> client, String topic, Duration patience) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    try (Admin admin = Admin.create(config)) {
      return Answer.of(admin.listTopics().names(), "topics could not be listed").contains(topic);
    }
  }

  private static Map<String, NewTopic> missing(
      Set<String> there, int partitions, Replicas replicas) {
    return ALL.stream()
        .filter(topic -> !there.contains(topic.name()))
        .collect(Collectors.toMap(Topic::name, topic -> topic.toCreate(partitions, replicas)));
  }

  private static boolean create(Admin admin, NewTopic topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      awaitLeaders(admin, topic);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      if (e.getCause() instanceof TopicAuthorizationException) {
        throw new ExecutionException(
            new TopicAuthorizationException(
                "the right CREATE is missing on the topic " + topic.name()));
      }
      throw e;
    }
  }

  private static void awaitLeaders(Admin admin, NewTopic topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      Leaders.await(admin, List.of(topic), Duration.ofSeconds(TIMEOUT_SECONDS));
    } catch (ExecutionException e) {
      // Who may make a topic, but not describe it, does not wait.
      if (!(e.getCause() instanceof TopicAuthorizationException)) {
        throw e;
      }
    }
  }
}
