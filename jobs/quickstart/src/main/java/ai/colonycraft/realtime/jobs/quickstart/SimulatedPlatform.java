package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.quickstart.platform.Sender;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The simulated platform by itself, for a Kafka and jobs that run elsewhere. Its jar needs that of
 * the jobs beside it, and a logger, as Flink's {@code lib} has one.
 */
public final class SimulatedPlatform {

  private static final String USAGE =
      "Sends events of a simulated platform to Kafka, until it is stopped.\n\n"
          + "Usage: java -cp quickstart.jar:jobs-flink.jar "
          + SimulatedPlatform.class.getName()
          + " [--config FILE] [--key value …]\n";

  private static final Setting<Double> RATE =
      Setting.positive("rate", 200, "events a second, at the day's mean");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1, 10_000_000, 5_000, "users that are simulated");
  private static final Setting<Integer> SEED =
      Setting.wholeNumber(
          "seed", 0, Integer.MAX_VALUE, 1, "the same seed simulates the same users");
  private static final Setting<Duration> INCIDENT =
      Setting.duration(
          "incident", Duration.ZERO, "2 min", "until the first deployment that goes wrong begins");

  /** Every setting, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS =
      Stream.of(
              KafkaConfig.settings(List.of(ProducerConfig.configNames())),
              List.of(RATE, USERS, SEED, INCIDENT))
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private SimulatedPlatform() {}

  /** Runs until a signal ends it. Exits with 2 for a wrong command line. */
  public static void main(String[] args) throws InterruptedException {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, SETTINGS));
      return;
    }
    try {
      Sender sender = start(Settings.read(SETTINGS, args));
      Runtime.getRuntime().addShutdownHook(new Thread(sender::close));
      new CountDownLatch(1).await(); // A signal ends the program.
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static Sender start(Settings settings) {
    Simulator simulator =
        new Simulator(
            settings.get(SEED),
            settings.get(USERS),
            settings.get(RATE),
            System.currentTimeMillis(),
            settings.get(INCIDENT));
    return Sender.start(KafkaConfig.of(settings), simulator, System::currentTimeMillis);
  }
}
