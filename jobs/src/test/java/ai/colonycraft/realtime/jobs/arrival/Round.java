package ai.colonycraft.realtime.jobs.arrival;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.harness.ShiftedClock;
import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import ai.colonycraft.realtime.jobs.topics.Leaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays several scenarios at once: one broker whose clock is moved, one cluster, and a
 * user-activity job with default settings for each scenario. Silences and outages are real time,
 * since the jobs' idle timeout is; between them the broker's clock jumps, so that hours pass in a
 * minute.
 */
final class Round {

  /**
   * In place of the shipped buffer timeout of 10 ms: records are sent at once, and no output has a
   * thread that looks for some. An idle job has up to 68 such threads, which take most of its CPU.
   */
  static final Map<String, String> SENT_AT_ONCE =
      Map.of("execution.buffer-timeout.interval", "0 ms");

  /** Flink's own buffer timeout, as a client without the shipped configuration has. */
  static final Map<String, String> FLINKS_OWN =
      Map.of("execution.buffer-timeout.interval", "100 ms");

  private static final int PHASES = 7;
  private static final Duration LONGER_THAN_IDLE = Duration.ofMillis(6_500);

  /** Longer than a request for the ends of partitions and the idle timeout together. */
  private static final Duration OUTAGE = Duration.ofSeconds(12);

  private static final Duration SHORTER_THAN_IDLE = Duration.ofMillis(2_000);

  /** Longer than the idle timeout, shorter than what partitions have after an outage. */
  private static final Duration PRODUCERS_COME_BACK = Duration.ofMillis(6_500);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(40),
          Duration.ofMinutes(4),
          Duration.ofMinutes(20),
          Duration.ofMinutes(45));

  /** By the broker's clock; producers keep their records for as long. */
  private static final List<Duration> OUTAGES =
      List.of(Duration.ofSeconds(20), Duration.ofMinutes(4), Duration.ofMinutes(20));

  private final List<Scenario> scenarios;
  private final Random random;
  private final Map<String, String> flinkSettings;
  private final Map<Long, JobID> running = new TreeMap<>();
  private final Map<Long, String> checkpoints = new TreeMap<>();
  private final Pace pace = new Pace();
  private final List<String> notJudged = new ArrayList<>();
  private ShiftedClock clock;
  private EmbeddedKafka kafka;
  private FlinkCluster flink;
  private volatile Exception unsent;

  /**
   * A round of {@code count} seeds from {@code first} on, with settings of Flink in place of
   * shipped ones.
   */
  Round(long first, int count, Map<String, String> flinkSettings) {
    this.flinkSettings = flinkSettings;
    scenarios =
        LongStream.range(first, first + count).mapToObj(s -> new Scenario(s, PHASES)).toList();
    random = new Random(first);
  }

  /** Plays the round. @return one sentence for each scenario that came out wrong */
  List<String> play() throws Exception {
    clock = new ShiftedClock(Duration.ofHours(-12));
    int reporter = Ports.orFree(0);
    try (RunDirectory run = RunDirectory.create()) {
      kafka = EmbeddedKafka.start(run.kafka(), 0, clock);
      try (KafkaProducer<byte[], byte[]> producer = producer(kafka.bootstrapServers());
          FlinkCluster cluster = cluster(run, reporter)) {
        flink = cluster;
        createTopics();
        for (Scenario scenario : scenarios) {
          start(scenario);
        }
        for (int phase = 0; phase < PHASES; phase++) {
          play(phase, run, producer);
        }
        finish(producer);
        List<String> wrong = compare(reporter);
        // One after another: to end all at once takes longer than the cluster waits.
        List.copyOf(running.values()).forEach(flink::cancel);
        return wrong;
      } finally {
        kafka.close();
      }
    }
  }

  private FlinkCluster cluster(RunDirectory run, int reporter) {
    return FlinkCluster.start(run.flink(), 0, reporter, 4, scenarios.size(), flinkSettings);
  }

  /** How many scenarios it plays. */
  int size() {
    return scenarios.size();
  }

  /** The scenarios whose records the machine was too slow to append in time, and what was slow. */
  List<String> notJudged() {
    return notJudged;
  }

  private void play(int phase, RunDirectory run, KafkaProducer<byte[], byte[]> producer)
      throws Exception {
    Kind kind = phase == 0 ? Kind.FLOW : Kind.values()[random.nextInt(Kind.values().length)];
    long from = clock.milliseconds();
    List<Duration> jumps = kind == Kind.BROKER_AWAY ? OUTAGES : JUMPS;
    clock.advance(jumps.get(random.nextInt(jumps.size())));
    for (Scenario scenario : scenarios) {
      if (scenario.stopsBefore(phase)) {
        stop(scenario);
      }
    }
    if (kind == Kind.SILENCE) {
      Thread.sleep(LONGER_THAN_IDLE.toMillis());
    }
    if (kind == Kind.BROKER_AWAY) {
      scenarios.forEach(scenario -> producer.partitionsFor(scenario.input()));
      kafka.close();
    }
    long to = clock.milliseconds();
    pace.begin(to, kind);
    Map<Scenario, List<Scenario.Sent>> rest = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      // After a silence or an outage, one partition may speak before the others.
      List<Scenario.Sent> events = scenario.events(from, to);
      int first = kind == Kind.FLOW ? Scenario.ALL : scenario.firstToSpeak(events);
      for (Scenario.Sent sent : events) {
        if (first == Scenario.ALL || sent.partition() == first) {
          send(producer, scenario, sent);
        } else {
          rest.computeIfAbsent(scenario, none -> new ArrayList<>()).add(sent);
        }
      }
    }
    if (kind == Kind.BROKER_AWAY) {
      int port = kafka.port();
      Thread.sleep(OUTAGE.toMillis());
      kafka = EmbeddedKafka.start(run.kafka(), port, clock);
    }
    if (!rest.isEmpty()) {
      producer.flush();
      Duration pause = kind == Kind.BROKER_AWAY ? PRODUCERS_COME_BACK : SHORTER_THAN_IDLE;
      Thread.sleep(pause.toMillis());
      rest.forEach((scenario, events) -> events.forEach(sent -> send(producer, scenario, sent)));
    }
    producer.flush();
    for (Scenario scenario : scenarios) {
      if (scenario.startsAfter(phase)) {
        start(scenario);
      }
    }
    Thread.sleep(scenarios.get(0).pause().toMillis());
  }

  private void finish(KafkaProducer<byte[], byte[]> producer) {
    clock.advance(Duration.ofHours(3));
    pace.begin(clock.milliseconds(), Kind.FLOW);
    for (Scenario scenario : scenarios) {
      scenario.last().forEach(sent -> send(producer, scenario, sent));
    }
    producer.flush();
  }

  private List<String> compare(int reporter) throws Exception {
    Comparison comparison = new Comparison(kafka.bootstrapServers());
    Map<Scenario, PlainLoop> open = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      List<ConsumerRecord<byte[], byte[]>> input = comparison.input(scenario);
      String slow = pace.tooSlow(input);
      if (slow.isEmpty()) {
        open.put(scenario, PlainLoop.over(input, scenario.end()));
      } else {
        notJudged.add(scenario + ": " + slow);
      }
    }
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (!open.isEmpty() && System.nanoTime() < limit) {
      Scrape scrape = Scrape.of(reporter);
      for (Scenario scenario : List.copyOf(open.keySet())) {
        PlainLoop expected = open.get(scenario);
        if (comparison.isCounted(scenario, expected, scrape)
            && comparison.difference(scenario, expected, scrape).isEmpty()) {
          open.remove(scenario);
          // The jobs that are still open get its share of the machine.
          flink.cancel(running.remove(scenario.seed));
        }
      }
      Thread.sleep(500);
    }
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Scenario, PlainLoop> of : open.entrySet()) {
      String difference = comparison.difference(of.getKey(), of.getValue(), Scrape.of(reporter));
      if (!difference.isEmpty()) {
        wrong.add(of.getKey() + ": " + difference);
      }
    }
    return wrong;
  }

  private void start(Scenario scenario) {
    StreamExecutionEnvironment env =
        flink.environment(checkpoints.get(scenario.seed), scenario.parallelism());
    UserActivityJob.define(
        env,
        UserActivityConfig.read(
            "--kafka.bootstrap.servers",
            kafka.bootstrapServers(),
            "--kafka.group.id",
            scenario.name(),
            "--topics.user-activity",
            scenario.input(),
            "--topics.activity-windows",
            scenario.windows()));
    running.put(scenario.seed, flink.submit(env, scenario.name()));
  }

  private void stop(Scenario scenario) {
    JobID job = running.remove(scenario.seed);
    if (scenario.checkpointBeforeStop() || flink.latestCheckpoint(job) == null) {
      // It fails until all tasks run.
      await().atMost(PATIENCE).ignoreExceptions().until(() -> flink.checkpoint(job) >= 0);
    }
    flink.cancel(job);
    // Only now: while the job runs, the next checkpoint replaces the newest at any moment.
    checkpoints.put(scenario.seed, flink.latestCheckpoint(job));
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Scenario scenario, Scenario.Sent sent) {
    producer.send(
        new ProducerRecord<>(
            scenario.input(),
            sent.partition(),
            null,
            sent.event().getBytes(StandardCharsets.UTF_8)),
        (metadata, failure) -> {
          if (failure != null) {
            unsent = failure;
          }
        });
    if (unsent != null) {
      throw new IllegalStateException("A record was not sent to " + scenario.input(), unsent);
    }
  }

  /** A producer that keeps its records while the broker is away. */
  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "linger.ms",
            "5",
            // A producer that bootstraps anew while the broker is away forgets the topics, and then
            // each record waits for max.block.ms and is lost.
            "metadata.recovery.strategy",
            "none"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void createTopics() throws Exception {
    Map<String, String> arrival = Map.of("message.timestamp.type", "LogAppendTime");
    List<NewTopic> topics = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      topics.add(new NewTopic(scenario.input(), scenario.partitions, (short) 1).configs(arrival));
      topics.add(new NewTopic(scenario.windows(), 1, (short) 1).configs(arrival));
    }
    for (String shared : List.of("live-updates", "activity-feed", "dead-letters")) {
      topics.add(new NewTopic(shared, 1, (short) 1).configs(arrival));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(topics).all().get();
      Leaders.await(admin, topics, Duration.ofMinutes(1));
    }
  }
}
