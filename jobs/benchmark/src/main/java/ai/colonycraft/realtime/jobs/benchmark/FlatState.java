package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Lets a {@link SimulatedDay} through the user-activity job as fast as it goes, and looks at the
 * size of its state every quarter of an hour of that day. Ends with 1 if state grew after the first
 * hour. Broker, cluster and all are this JVM.
 */
public final class FlatState {

  private static final String USAGE =
      "One day of users and colonies that come and go: the size of checkpoints and of the heap.";
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1000, 20_000_000, 1_000_000, "users that come in a day");
  private static final Setting<String> OUT =
      Setting.text("out", "target/flat-state.svg", "where the picture goes");
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SETTLED = Duration.ofHours(1);

  /** Single moments hold what the broker and the producer have at hand; medians do not. */
  private static final Duration SPAN = Duration.ofHours(2);

  /** How far two spans may lie apart by chance. */
  private static final double NOISE = 1.15;

  private FlatState() {}

  /** Runs it; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(
        args,
        USAGE,
        List.of(USERS, OUT),
        read -> {
          List<StateChart.Moment> day = run(new SimulatedDay(read.get(USERS)));
          Files.writeString(Path.of(read.get(OUT)), StateChart.svg(day));
          System.exit(isFlat(day) ? 0 : 1);
        });
  }

  private static List<StateChart.Moment> run(SimulatedDay day) throws Exception {
    int reporterPort = Ports.orFree(0);
    try (RunDirectory runDirectory = RunDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0);
        FlinkCluster cluster = FlinkCluster.start(runDirectory.flink(), 0, reporterPort, 2);
        KafkaProducer<String, String> producer = producer(kafka.bootstrapServers())) {
      Topics.create(kafka.bootstrapServers(), 2);
      RunningJob job = RunningJob.start(cluster, reporterPort, kafka.bootstrapServers(), 2);
      List<StateChart.Moment> moments = new ArrayList<>();
      long sent = 0;
      for (Duration time = STEP; time.compareTo(DAY) <= 0; time = time.plus(STEP)) {
        sent +=
            day.events(
                time.minus(STEP),
                time,
                (user, event) ->
                    producer.send(new ProducerRecord<>("user-activity", user % 2, null, event)));
        producer.flush();
        job.awaitCounted(sent);
        StateChart.Moment moment =
            new StateChart.Moment(
                time, day.users(time), job.checkpointBytes(), RunningJob.heapBytes());
        System.out.println(StateChart.line(moment));
        moments.add(moment);
      }
      return moments;
    }
  }

  private static KafkaProducer<String, String> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "20", "batch.size", "262144"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static boolean isFlat(List<StateChart.Moment> day) {
    return staysFlat(day, StateChart.Moment::checkpointBytes, "checkpoints")
        & staysFlat(day, StateChart.Moment::heapBytes, "heap");
  }

  /** Whether no two hours hold more than the two after the first, by their medians. */
  private static boolean staysFlat(
      List<StateChart.Moment> day, ToLongFunction<StateChart.Moment> size, String what) {
    double first = 0;
    double largest = 0;
    for (Duration from = SETTLED; from.plus(SPAN).compareTo(DAY) <= 0; from = from.plus(SPAN)) {
      double median = median(day, size, from);
      first = first == 0 ? median : first;
      largest = Math.max(largest, median);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: the largest two hours are %.2f of those after the first hour%n",
        what,
        largest / first);
    return largest <= first * NOISE;
  }

  private static double median(
      List<StateChart.Moment> day, ToLongFunction<StateChart.Moment> size, Duration from) {
    long[] sorted =
        day.stream()
            .filter(moment -> moment.time().compareTo(from) > 0)
            .filter(moment -> moment.time().compareTo(from.plus(SPAN)) <= 0)
            .mapToLong(size)
            .sorted()
            .toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }
}
