package ai.colonycraft.realtime.jobs;

import ai.colonycraft.realtime.jobs.config.TopicsConfig;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.util.Set;

/**
 * The command that makes the topics that are missing, as {@code topics.sh} does without Kafka's
 * scripts. Exits with 2 for a wrong command line, with 1 if Kafka refuses.
 */
public final class MakeTopics {

  private static final String USAGE =
      "Usage: java -cp jobs-flink.jar "
          + MakeTopics.class.getName()
          + " [--config FILE] [--key value …]\n"
          + "Topics that exist are left as they are.";

  private MakeTopics() {}

  /** Makes what is missing. */
  public static void main(String[] args) {
    SetupCommand.run(args, USAGE, TopicsConfig.SETTINGS, () -> make(TopicsConfig.read(args)));
  }

  private static String make(TopicsConfig config) {
    Set<String> made = Topics.create(config.kafka(), config.partitions(), config.replicas());
    return "topics made: " + (made.isEmpty() ? "none" : String.join(", ", made));
  }
}
