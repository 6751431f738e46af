package ai.colonycraft.realtime.jobs.arrival;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.arrival.TrialsCommand.Trial;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.harness.ShiftedClock;
import ai.colonycraft.realtime.jobs.pipeline.Recorded;
import ai.colonycraft.realtime.jobs.pipeline.Scrape;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Trials of one scenario on the broker, the topics, the cluster and the settings of the quickstart:
 * two partitions, two subtasks, everything at its default. Each trial lies two days after the one
 * before, in event time; even ones play the recording, odd ones made-up events. What the job has
 * published since the first trial is compared after each. Not thread-safe.
 */
final class Trials implements AutoCloseable {

  private static final int PARTITIONS = 2;
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> RECORDED = Recorded.userActivity();
  private static final String INPUT = Topics.USER_ACTIVITY.name();
  private static final String JOB = "UserActivityJob";

  private final Trial trial;
  private final RunDirectory run = RunDirectory.create();
  private final ShiftedClock clock;
  private final int reporter = Ports.orFree(0);
  private final Random random = new Random(42);
  private final FlinkCluster flink;
  private final KafkaProducer<byte[], byte[]> producer;
  private final long firstDay;
  private EmbeddedKafka kafka;
  private JobID job;
  private String checkpoint;
  private String counted = "";

  Trials(Trial trial) {
    this.trial = trial;
    // The clock of the broker moves by two hours a trial where it is moved at all.
    clock = new ShiftedClock(trial == Trial.FAST_SENDER ? Duration.ofDays(-5) : Duration.ZERO);
    kafka = EmbeddedKafka.start(run.kafka(), 0, clock);
    Topics.create(kafka.bootstrapServers(), PARTITIONS);
    flink = FlinkCluster.start(run.flink(), 0, reporter, PARTITIONS);
    producer = Round.producer(kafka.bootstrapServers());
    firstDay = clock.milliseconds() / DAY * DAY - 90 * DAY;
    if (trial != Trial.FAST_SENDER) {
      job = submit();
    }
  }

  /** Plays one trial. @return what differs, empty if nothing does */
  String play(int number) throws Exception {
    long begin = firstDay + number * 2 * DAY;
    long end =
        switch (trial) {
          case SILENCE -> silence(number, begin);
          case BROKER_AWAY -> brokerAway(number, begin);
          case FAST_SENDER -> fastSender();
        };
    return compare(end);
  }

  /** The figures of the last trial that came out right. */
  String counted() {
    return counted;
  }

  private long silence(int number, long begin) throws InterruptedException {
    Thread.sleep(12_000);
    List<String> events = number % 2 == 0 ? recorded(begin, 749) : madeUp(begin, 749, 40 * MINUTE);
    events.forEach(event -> send(random.nextInt(PARTITIONS), event));
    producer.flush();
    // Later ones close the windows, one partition before the other.
    return finish(begin + DAY);
  }

  private long brokerAway(int number, long begin) throws InterruptedException {
    // The job reads before, so that the outage is one.
    send(0, event(begin, "before"));
    producer.flush();
    Thread.sleep(2_000);
    producer.partitionsFor(INPUT);
    int port = kafka.port();
    kafka.close();
    List<String> events =
        number % 2 == 0 ? recorded(begin, 10_000) : madeUp(begin, 10_000, 9 * 60 * MINUTE);
    events.forEach(event -> send(random.nextInt(PARTITIONS), event));
    Thread.sleep(30_000);
    kafka = EmbeddedKafka.start(run.kafka(), port, clock);
    producer.flush();
    return finish(begin + DAY);
  }

  /** Two partitions, an event a second each for 20 minutes, read 40 minutes later. */
  private long fastSender() {
    if (job != null) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> flink.checkpoint(job) >= 0);
      checkpoint = flink.latestCheckpoint(job);
      flink.cancel(job);
    }
    long begin = clock.milliseconds();
    for (int second = 0; second < 20 * 60; second++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        boolean fast = random.nextInt(40) == 0;
        long timestamp = begin + second * 1_000L - random.nextInt(3_000) + (fast ? 8 * MINUTE : 0);
        send(partition, event(timestamp, (fast ? "fast-" : "u-") + random.nextInt(20)));
      }
      if (second % 5 == 4) {
        producer.flush();
        clock.advance(Duration.ofSeconds(5));
      }
    }
    producer.flush();
    clock.advance(Duration.ofMinutes(40));
    job = submit();
    clock.advance(Duration.ofMinutes(60));
    return finish(clock.milliseconds());
  }

  private long finish(long end) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(partition, event(end, "clock-" + partition));
    }
    producer.flush();
    return end;
  }

  private String compare(long end) throws InterruptedException {
    PlainLoop expected = PlainLoop.over(read(INPUT), end);
    long limit = System.nanoTime() + PATIENCE.toNanos();
    String difference;
    do {
      Thread.sleep(500);
      difference =
          Comparison.difference(
              expected, PlainLoop.published(read(Topics.ACTIVITY_WINDOWS.name()), end), late());
    } while (!difference.isEmpty() && System.nanoTime() < limit);
    counted =
        "%,d events in %,d figures, %,d late, no difference"
            .formatted(expected.accepted(), expected.figures().size(), expected.late());
    return difference;
  }

  private long late() {
    return Comparison.sum(Scrape.of(reporter), "events_late_total", JOB);
  }

  private JobID submit() {
    StreamExecutionEnvironment environment = flink.environment(checkpoint, PARTITIONS);
    UserActivityJob.define(
        environment,
        UserActivityConfig.read("--kafka.bootstrap.servers", kafka.bootstrapServers()));
    return flink.submit(environment, JOB);
  }

  private List<String> recorded(long begin, int count) {
    long shift = begin - Scenario.timestamp(RECORDED.get(0));
    return IntStream.range(0, Math.min(count, RECORDED.size()))
        .mapToObj(RECORDED::get)
        .map(line -> shifted(line, shift))
        .toList();
  }

  private List<String> madeUp(long begin, int count, long length) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          event(begin + length * i / count - random.nextInt(4_000), "u-" + random.nextInt(200)));
    }
    return events;
  }

  private String event(long timestamp, String user) {
    int colony = random.nextInt(20);
    return "{\"type\":\"agent_action\",\"timestamp\":%d,\"userId\":\"%s\",\"colonyId\":\"c-%d\"%s}"
        .formatted(timestamp, user, colony, Scenario.agent(colony + user.length()));
  }

  private static String shifted(String line, long shift) {
    return Scenario.TIMESTAMP
        .matcher(line)
        .replaceFirst("\"timestamp\":" + (Scenario.timestamp(line) + shift));
  }

  private void send(int partition, String event) {
    producer.send(
        new ProducerRecord<>(INPUT, partition, null, event.getBytes(StandardCharsets.UTF_8)));
  }

  private List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> read(
      String topic) {
    return WholeTopic.read(
        Map.of("bootstrap.servers", kafka.bootstrapServers()), topic, Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    flink.close();
    kafka.close();
    run.close();
  }
}
