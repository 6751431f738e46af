package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.Reminder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows live topics on a {@link FeedThread}, from {@link #start} to {@link #close}, and passes
 * what it reads to a {@link Gatherer}. Topics that must not wait for each other have a feed each.
 *
 * <p>It outlives everything Kafka does: a broker that is away, topics that are not there yet or
 * were made anew. Then it waits and tries again, and says so once a minute.
 */
public final class KafkaFeed implements FeedThread.Follower, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final LiveTopics topics;
  private final Gatherer gatherer;
  private final PushMetrics metrics;
  private final RecordParser parser = new RecordParser();
  private final RefusedRecords refusals;
  private final Reminder outage;
  private final KafkaConfig kafka;
  private final String name;
  private final Set<Stream> needed;
  private final FeedThread thread;
  private final Set<Stream> loaded = ConcurrentHashMap.newKeySet();
  private volatile boolean ready;

  private KafkaFeed(
      String name,
      KafkaConfig kafka,
      LiveTopics topics,
      Set<Stream> needed,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Gatherer gatherer,
      PushMetrics metrics) {
    this.kafka = kafka;
    this.name = name;
    this.topics = topics;
    this.needed = needed;
    this.gatherer = gatherer;
    this.metrics = metrics;
    this.refusals = new RefusedRecords("record", metrics);
    this.outage = new Reminder(Clock.systemUTC(), REMINDER);
    this.thread = new FeedThread(name, RETRY, consumers, this);
  }

  /**
   * Starts to follow; returns at once, whether Kafka is there or not.
   *
   * @param name of the thread, one of its own
   * @param kafka how to connect
   * @param topics name of the topic of each stream
   * @param needed the streams without which it is not {@link #ready}
   * @param recent records of the activity feed that are read at the start, in each partition
   * @param gatherer takes what is read; used by no other thread until {@link #close}
   */
  public static KafkaFeed start(
      String name,
      KafkaConfig kafka,
      Map<Stream, String> topics,
      Set<Stream> needed,
      int recent,
      Gatherer gatherer,
      PushMetrics metrics) {
    KafkaFeed feed =
        new KafkaFeed(
            name,
            kafka,
            new LiveTopics(followed(topics, recent), directory(kafka)),
            needed,
            () -> new KafkaConsumer<>(properties(kafka)),
            gatherer,
            metrics);
    feed.thread.start();
    return feed;
  }

  /**
   * Whether every record that a stream's topic held when it was first reached was passed on; stays
   * true. Any thread may ask.
   */
  public boolean loaded(Stream stream) {
    return loaded.contains(stream);
  }

  /**
   * Whether the streams that are needed, and every other one whose topic there is, are loaded;
   * stays true. Any thread may ask.
   */
  public boolean ready() {
    return ready;
  }

  /** Stops to follow; returns when the gatherer will not be called again. */
  @Override
  public void close() {
    thread.close();
  }

  @Override
  public void released() {
    gatherer.handOn();
  }

  @Override
  public void ended() {
    topics.close();
  }

  @Override
  public void follow(Consumer<byte[], byte[]> from) {
    topics.reopen();
    while (!thread.isClosing()) {
      List<LiveRecord> begun = new ArrayList<>();
      LiveTopics.State state = topics.follow(from, begun);
      if (!begun.isEmpty()) {
        gatherer.add(begun, System.nanoTime());
      }
      if (state == LiveTopics.State.UNREACHABLE) {
        away("no answer");
      } else if (outage.over()) {
        LOG.info("Kafka at {} answers again", kafka.bootstrapServers());
      }
      if (topics.isEmpty()) {
        ready = ready || state == LiveTopics.State.REACHABLE && needed.isEmpty();
        thread.pause();
        continue;
      }
      deliver(topics.poll(from, gatherer.until(System.nanoTime(), POLL)));
      gatherer.handOnIfDue(System.nanoTime());
      metrics.lagRecords.put(name, lag(from));
      for (LiveRecord event : topics.loaded(from)) {
        gatherer.add(List.of(event), System.nanoTime());
        Stream stream = ((StreamEvent) event).stream();
        loaded.add(stream);
        LOG.info("What Kafka holds of {} is loaded", stream);
      }
      ready = ready || loaded.containsAll(needed) && !topics.isLoading();
    }
  }

  private void deliver(ConsumerRecords<byte[], byte[]> records) {
    List<LiveRecord> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      metrics.received.increment();
      try {
        LiveRecord read = topics.read(parser, record, batch);
        if (read != null) {
          batch.add(read);
        }
      } catch (RefusedRecordException | RuntimeException e) {
        // Whatever is wrong with one record, the others of the batch are passed on.
        refusals.add(record, e);
      }
    }
    if (!batch.isEmpty()) {
      gatherer.add(batch, System.nanoTime());
    }
  }

  @Override
  public void away(String cause) {
    if (outage.happened() > 0) {
      LOG.warn(
          "Kafka at {} is away, live values stand still; trying on. Check that the broker runs and"
              + " that kafka.bootstrap.servers names it ({})",
          kafka.bootstrapServers(),
          cause);
    }
  }

  private static long lag(Consumer<byte[], byte[]> from) {
    return from.assignment().stream().mapToLong(p -> from.currentLag(p).orElse(0)).sum();
  }

  private static List<LiveTopics.Topic> followed(Map<Stream, String> topics, int recent) {
    return topics.entrySet().stream()
        .map(
            e ->
                new LiveTopics.Topic(
                    e.getKey(),
                    e.getValue(),
                    e.getKey() == Stream.ACTIVITY ? recent : LiveTopics.Topic.ALL))
        .toList();
  }

  private static TopicDirectory directory(KafkaConfig kafka) {
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                5_000L,
                AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG,
                "",
                AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
                false));
    properties.putAll(kafka.client(AdminClientConfig.configNames()));
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "push-server-topics");
    return new TopicDirectory(() -> Admin.create(properties));
  }

  /** A consumer that reads everything, without a group. */
  static Map<String, Object> properties(KafkaConfig kafka) {
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1_000,
                ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG,
                500L,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                5_000L,
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                10_000L,
                // Several in one JVM would quarrel over one JMX name.
                ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
                "",
                ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                false));
    properties.putAll(kafka.client(ConsumerConfig.configNames()));
    properties.putAll(
        Map.of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            "push-server",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            // No group: each push server reads everything, and where to start is decided here.
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false));
    return properties;
  }
}
