package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.topics.KafkaClients;
import ai.colonycraft.realtime.jobs.topics.Replicas;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How topics are made.
 *
 * @param kafka how to connect
 * @param partitions of each topic that is spread
 * @param replicas copies of each topic
 */
public record TopicsConfig(KafkaConfig kafka, int partitions, Replicas replicas) {

  private static final int OF_THE_BROKER = 0;

  private static final Setting<Integer> PARTITIONS =
      Setting.wholeNumber(
          "topics.partitions", 1, 10_000, 4, "partitions of topics that are spread over several");
  private static final Setting<Integer> FACTOR =
      Setting.wholeNumber(
          "topics.replication-factor", 0, 100, 0, "copies of a topic; 0 for the broker's default");
  private static final Setting<Integer> IN_SYNC =
      Setting.wholeNumber(
          "topics.min-insync-replicas",
          0,
          100,
          0,
          "copies that have a record before it is acknowledged; 0 for the broker's default");

  /** Every setting, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(KafkaConfig.settings(KafkaClients.NAMES), List.of(PARTITIONS, FACTOR, IN_SYNC))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /**
   * Reads defaults, the file of {@code --config} and flags.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static TopicsConfig read(String... args) {
    Settings settings = Settings.read(SETTINGS, args);
    Optional<Integer> factor = some(settings.get(FACTOR));
    Optional<Integer> inSync = some(settings.get(IN_SYNC));
    if (factor.isPresent() && inSync.isPresent() && inSync.get() > factor.get()) {
      throw new InvalidConfigException(
          List.of(
              "%s: expected at most %s (%d), since nothing could be written otherwise; found %d"
                  .formatted(IN_SYNC.name(), FACTOR.name(), factor.get(), inSync.get())));
    }
    return new TopicsConfig(
        KafkaConfig.of(settings), settings.get(PARTITIONS), new Replicas(factor, inSync));
  }

  private static Optional<Integer> some(int number) {
    return number == OF_THE_BROKER ? Optional.empty() : Optional.of(number);
  }
}
