package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.quickstart.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.quickstart.FlinkCluster;
import ai.colonycraft.realtime.jobs.quickstart.Ports;
import ai.colonycraft.realtime.jobs.quickstart.Workplace;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
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
  private static final Setting<String> SVG =
      Setting.text("svg", "target/flat-state.svg", "where the picture goes");
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final Duration SETTLED = Duration.ofHours(1);

  /** What may be left of one garbage collection or checkpoint to the next. */
  private static final double NOISE = 1.25;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private FlatState() {}

  /** Runs it; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    List<Setting<?>> settings = List.of(USERS, SVG);
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, settings));
      return;
    }
    try {
      Settings read = Settings.read(settings, args);
      List<StateChart.Moment> day = run(new SimulatedDay(read.get(USERS)));
      Files.writeString(Path.of(read.get(SVG)), StateChart.svg(day));
      System.exit(isFlat(day) ? 0 : 1);
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static List<StateChart.Moment> run(SimulatedDay day) throws Exception {
    int reporterPort = Ports.orFree(0);
    try (Workplace workplace = Workplace.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(workplace.kafka(), 0);
        FlinkCluster cluster = FlinkCluster.start(workplace.flink(), 0, reporterPort, 2);
        KafkaProducer<String, String> producer = producer(kafka.bootstrapServers())) {
      Topics.create(kafka.bootstrapServers(), 2);
      StreamExecutionEnvironment env = cluster.environment();
      env.configure(
          Configuration.fromMap(
              Map.of(
                  "execution.checkpointing.interval", "500 ms",
                  "execution.checkpointing.min-pause", "100 ms")));
      UserActivityJob.define(
          env, UserActivityConfig.read("--kafka.bootstrap.servers", kafka.bootstrapServers()));
      JobID job = cluster.submit(env, "UserActivityJob");
      URI jobUri = cluster.webUi().resolve("/jobs/" + job + "/");
      List<StateChart.Moment> moments = new ArrayList<>();
      long sent = 0;
      for (Duration time = STEP; time.compareTo(Duration.ofDays(1)) <= 0; time = time.plus(STEP)) {
        sent +=
            day.events(
                time.minus(STEP),
                time,
                (user, event) ->
                    producer.send(new ProducerRecord<>("user-activity", user % 2, null, event)));
        producer.flush();
        awaitCounted(reporterPort, sent);
        StateChart.Moment moment =
            new StateChart.Moment(time, day.users(time), checkpoint(jobUri), heap());
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

  /** Waits until the reporter shows so many events: REST would look at metrics every 10 s only. */
  private static void awaitCounted(int reporterPort, long events) throws Exception {
    while (counted(reporterPort) < events) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static double counted(int reporterPort) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + reporterPort + "/metrics");
    HttpRequest request = HttpRequest.newBuilder(metrics).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.contains("_colonycraft_user_activity_events_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** The size of a checkpoint that is begun now or later, in bytes. */
  private static long checkpoint(URI job) throws Exception {
    long now = System.currentTimeMillis();
    JsonNode newest = newest(job);
    while (newest.path("trigger_timestamp").asLong() < now) {
      TimeUnit.MILLISECONDS.sleep(50);
      newest = newest(job);
    }
    return newest.get("state_size").asLong();
  }

  private static JsonNode newest(URI job) throws Exception {
    return get(job.resolve("checkpoints")).at("/latest/completed");
  }

  private static JsonNode get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static boolean isFlat(List<StateChart.Moment> day) {
    return staysFlat(day, StateChart.Moment::checkpointBytes, "checkpoints")
        & staysFlat(day, StateChart.Moment::heapBytes, "heap");
  }

  private static boolean staysFlat(
      List<StateChart.Moment> day, ToLongFunction<StateChart.Moment> size, String what) {
    long early =
        day.stream()
            .filter(moment -> moment.time().compareTo(SETTLED) <= 0)
            .mapToLong(size)
            .max()
            .orElseThrow();
    long late =
        day.stream()
            .filter(moment -> moment.time().compareTo(SETTLED) > 0)
            .mapToLong(size)
            .max()
            .orElseThrow();
    System.out.printf("%s after the first hour: at most %.2f of it%n", what, late / (double) early);
    return late <= early * NOISE;
  }
}
