package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.push.PushServer;
import ai.colonycraft.realtime.push.config.PushConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures how long an event takes from when it is to be sent until a WebSocket client has the
 * number that counts it, at several rates, with what is shipped: producer, broker, job, push server
 * and client are all in this JVM.
 */
public final class Delay {

  private static final String USAGE =
      "From an event to the frame of the WebSocket that counts it, at several rates.";
  private static final Setting<String> RATES =
      Setting.text("rates", "1000,20000,50000", "events a second, with commas between");
  private static final Setting<Integer> SECONDS =
      Setting.wholeNumber("seconds", 2, 60, 30, "how long each rate is measured");
  private static final Setting<Integer> WARM_UP =
      Setting.wholeNumber("warm-up", 1, 60, 20, "seconds before each that do not count");
  private static final Setting<Integer> USERS =
      Setting.wholeNumber("users", 1, 1_000_000, 10_000, "users who send the other events");

  private static final String METRIC = "active_users";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PROBE_EVERY = Duration.ofMillis(20);
  private static final Duration TICK = Duration.ofMillis(2);

  private final KafkaProducer<String, String> producer;
  private final int users;
  private final Probes probes;
  private long sent;

  private Delay(KafkaProducer<String, String> producer, int users, Probes probes) {
    this.producer = producer;
    this.users = users;
    this.probes = probes;
  }

  /** Measures and prints; exits with 2 for a wrong command line. */
  public static void main(String[] args) throws Exception {
    Command.run(args, USAGE, List.of(RATES, SECONDS, WARM_UP, USERS), Delay::run);
  }

  private static void run(Settings settings) throws Exception {
    int users = settings.get(USERS);
    Probes probes = new Probes(users);
    try (RunDirectory runDirectory = RunDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(runDirectory.kafka(), 0);
        FlinkCluster cluster = FlinkCluster.start(runDirectory.flink(), 0, 0, 2);
        KafkaProducer<String, String> producer = producer(kafka.bootstrapServers())) {
      String brokers = kafka.bootstrapServers();
      Topics.create(brokers, 2);
      StreamExecutionEnvironment env = cluster.environment();
      UserActivityJob.define(env, UserActivityConfig.read("--kafka.bootstrap.servers", brokers));
      cluster.submit(env, "UserActivityJob");
      try (PushServer push =
          PushServer.start(
              PushConfig.read("--http.port", "0", "--kafka.bootstrap.servers", brokers))) {
        watchTopic(brokers, probes);
        watchSocket(push.uri(), probes);
        Delay delay = new Delay(producer, users, probes);
        System.out.printf(
            "%n| events/s | sent/s | p50 ms | p99 | p99.9 | longest | until the job wrote it: p50 |"
                + " p99 | from there to the frame: p50 | p99 |%n"
                + "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        for (String rate : settings.get(RATES).split(",")) {
          delay.measure(
              Integer.parseInt(rate.strip()),
              Duration.ofSeconds(settings.get(WARM_UP)),
              Duration.ofSeconds(settings.get(SECONDS)));
        }
      }
    }
  }

  private void measure(int rate, Duration warmUp, Duration length) {
    send(rate, warmUp, probes.size() == 0);
    int before = probes.size();
    long sentBefore = sent;
    long begin = System.nanoTime();
    send(rate, length, false);
    double took = (System.nanoTime() - begin) / 1e9;
    double rateSent = (sent - sentBefore) / took;
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!probes.areThrough()) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("at %d events/s not all are counted".formatted(rate));
      }
      LockSupport.parkNanos(TICK.toNanos());
    }
    double[] all = probes.toStage(Probes.Stage.RECEIVED, before);
    double[] job = probes.toStage(Probes.Stage.WRITTEN, before);
    double[] push = probes.between(before);
    System.out.printf(
        Locale.ROOT,
        "| %,d | %,.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
        rate,
        rateSent,
        quantile(all, 0.5),
        quantile(all, 0.99),
        quantile(all, 0.999),
        all[all.length - 1],
        quantile(job, 0.5),
        quantile(job, 0.99),
        quantile(push, 0.5),
        quantile(push, 0.99));
  }

  /**
   * Sends events at a rate, all users in turn, and probes between them.
   *
   * @param first whether no user was seen yet: then each is seen before the first probe
   */
  private void send(int rate, Duration length, boolean first) {
    if (first) {
      for (int user = 0; user < users; user++) {
        send("u-" + user, now() / 1000);
      }
      producer.flush();
      LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    }
    long begin = now();
    long end = begin + length.toNanos() / 1000;
    long nextProbe = begin;
    long done = 0;
    for (long now = begin; now < end; now = now()) {
      long due = (now - begin) * rate / 1_000_000;
      for (; done < due; done++) {
        send("u-" + sent % users, begin / 1000 + done * 1000 / rate);
      }
      for (; nextProbe <= now; nextProbe += PROBE_EVERY.toNanos() / 1000) {
        send("probe-" + probes.due(nextProbe), nextProbe / 1000);
      }
      LockSupport.parkNanos(TICK.toNanos());
    }
  }

  private void send(String user, long timestamp) {
    String event =
        ("{\"type\":\"agent_action\",\"timestamp\":%d,\"userId\":\"%s\",\"username\":\"%s\","
                + "\"platform\":\"web\",\"countryCode\":\"DE\",\"region\":\"eu-central-1\","
                + "\"colonyId\":\"c-%d\",\"colonyName\":\"Colony\",\"agentName\":\"Scout\"}")
            .formatted(timestamp, user, user, sent % 1000);
    producer.send(new ProducerRecord<>(Topics.USER_ACTIVITY.name(), user, event));
    sent++;
  }

  /** Epoch microseconds. */
  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static void watchSocket(URI push, Probes probes) {
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(push.toString().replaceFirst("^http", "ws")).resolve("/stream"),
                new WebSocket.Listener() {
                  private final StringBuilder text = new StringBuilder();

                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    text.append(data);
                    if (last) {
                      saw(probes, Probes.Stage.RECEIVED, text.toString(), now());
                      text.setLength(0);
                    }
                    from.request(1);
                    return null;
                  }
                })
            .join();
    String subscribe =
        "{\"action\":\"subscribe\",\"subscriptions\":[{\"metric\":\"%s\"}]}".formatted(METRIC);
    socket.sendText(subscribe, true).join();
  }

  private static void watchTopic(String brokers, Probes probes) {
    TopicPartition only = new TopicPartition(Topics.LIVE_UPDATES.name(), 0);
    Thread thread =
        new Thread(
            () -> {
              try (KafkaConsumer<byte[], byte[]> consumer =
                  new KafkaConsumer<>(
                      Map.of("bootstrap.servers", brokers),
                      new ByteArrayDeserializer(),
                      new ByteArrayDeserializer())) {
                consumer.assign(List.of(only));
                consumer.seekToBeginning(List.of(only));
                while (true) {
                  for (ConsumerRecord<byte[], byte[]> record :
                      consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) {
                      String value = new String(record.value(), StandardCharsets.UTF_8);
                      saw(probes, Probes.Stage.WRITTEN, value, record.timestamp() * 1000);
                    }
                  }
                }
              }
            },
            "live-updates");
    thread.setDaemon(true);
    thread.start();
  }

  private static void saw(Probes probes, Probes.Stage stage, String update, long at) {
    try {
      JsonNode json = JSON.readTree(update);
      if (json.path("metric").asText().equals(METRIC) && !json.has("labels")) {
        probes.saw(stage, json.path("value").asDouble(), at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KafkaProducer<String, String> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static double quantile(double[] ascending, double q) {
    return ascending[(int) Math.min(ascending.length - 1, Math.ceil(q * ascending.length) - 1)];
  }
}
