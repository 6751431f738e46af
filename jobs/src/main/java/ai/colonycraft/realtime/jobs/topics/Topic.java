package ai.colonycraft.realtime.jobs.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic of the contract.
 *
 * @param name what it is called
 * @param key what its records are keyed by, in words
 * @param spread whether its records are spread over the configured number of partitions; where they
 *     are not, one partition keeps them in one order for all readers
 * @param configs what it sets apart from the broker's defaults, by Kafka's own names
 */
public record Topic(String name, String key, boolean spread, Map<String, String> configs) {

  /** The key of the logging context (MDC) under which a line of the log has its topic. */
  public static final String LOGGED = "topic";

  public Topic {
    configs = Map.copyOf(configs);
  }

  /**
   * A topic that keeps each record for a while. Its age counts from its arrival, so that events of
   * long ago, played again, are kept as long as any.
   */
  static Topic kept(String name, String key, boolean spread, Duration retention) {
    Topic topic = new Topic(name, key, spread, Map.of());
    return topic
        .with(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
        .with(TopicConfig.RETENTION_MS_CONFIG, retention.toMillis())
        .with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
  }

  /** A topic that keeps the newest record of each key, forever. */
  static Topic compacted(String name, String key) {
    return new Topic(name, key, false, Map.of())
        .with(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
        .with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
  }

  /** A topic that keeps the newest record of each key, for a while. */
  static Topic compactedAndKept(String name, String key, Duration retention) {
    return kept(name, key, false, retention)
        .with(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
  }

  /** This topic with one more of its configs set. */
  Topic with(String config, Object value) {
    Map<String, String> more = new LinkedHashMap<>(configs);
    more.put(config, value.toString());
    return new Topic(name, key, spread, more);
  }

  /** What Kafka is asked to make. */
  NewTopic toCreate(int partitions, Replicas replicas) {
    Map<String, String> all = new LinkedHashMap<>(configs);
    replicas
        .inSync()
        .ifPresent(n -> all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(n)));
    return new NewTopic(
            name, Optional.of(spread ? partitions : 1), replicas.factor().map(Integer::shortValue))
        .configs(all);
  }
}
