package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.RefusedException;
import ai.colonycraft.realtime.jobs.activity.UserActivity;
import ai.colonycraft.realtime.jobs.topics.Topics;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** The plain alternatives: each does one thing, as one would write it first. */
final class PlainJobs {

  private static final Duration OUT_OF_ORDER = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private PlainJobs() {}

  /** Reads the bytes and drops them. */
  static void consume(StreamExecutionEnvironment env, String bootstrapServers) {
    env.fromSource(
            source(bootstrapServers, new Bytes()), WatermarkStrategy.noWatermarks(), "consume")
        .sinkTo(new DiscardingSink<>());
  }

  /** Reads, parses with the product's parser the fields that the product reads, and drops them. */
  static void consumeAndParse(StreamExecutionEnvironment env, String bootstrapServers) {
    env.fromSource(
            source(bootstrapServers, new Parsed()), WatermarkStrategy.noWatermarks(), "parse")
        .sinkTo(new DiscardingSink<>());
  }

  /** Parses with a databind POJO, counts by user in windows of 5 minutes, and drops the counts. */
  static void keyedCount(StreamExecutionEnvironment env, String bootstrapServers) {
    activities(env, bootstrapServers)
        .keyBy(activity -> activity.userId)
        .window(TumblingEventTimeWindows.of(WINDOW))
        .aggregate(new Count())
        .sinkTo(new DiscardingSink<>());
  }

  /** The same, tuned: only the user and a one cross the network, and not the whole POJO. */
  static void leanKeyedCount(StreamExecutionEnvironment env, String bootstrapServers) {
    activities(env, bootstrapServers)
        .map(activity -> Tuple2.of(activity.userId, 1L))
        .returns(Types.TUPLE(Types.STRING, Types.LONG))
        .keyBy(count -> count.f0, Types.STRING)
        .window(TumblingEventTimeWindows.of(WINDOW))
        .reduce((a, b) -> Tuple2.of(a.f0, a.f1 + b.f1))
        .sinkTo(new DiscardingSink<>());
  }

  private static DataStream<Activity> activities(
      StreamExecutionEnvironment env, String bootstrapServers) {
    return env.fromSource(
        source(bootstrapServers, new Databind()),
        WatermarkStrategy.<Activity>forBoundedOutOfOrderness(OUT_OF_ORDER)
            .withTimestampAssigner((activity, kafka) -> activity.timestamp),
        "databind");
  }

  static <T> KafkaSource<T> source(String bootstrapServers, DeserializationSchema<T> schema) {
    return KafkaSource.<T>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topics.USER_ACTIVITY.name())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setValueOnlyDeserializer(schema)
        .build();
  }

  /** What the plain jobs know of an event. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static final class Activity {
    public String type;
    public long timestamp;
    public String userId;
    public String username;
    public String sessionId;
    public String platform;
    public String countryCode;
    public String region;
    public String colonyId;
    public String colonyName;
    public String agentId;
    public String agentName;
    public String model;
    public long tokens;

    /** For Jackson and for Flink. */
    public Activity() {}
  }

  private static final class Count implements AggregateFunction<Activity, Long, Long> {
    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long add(Activity activity, Long count) {
      return count + 1;
    }

    @Override
    public Long getResult(Long count) {
      return count;
    }

    @Override
    public Long merge(Long a, Long b) {
      return a + b;
    }
  }

  private static final class Bytes extends AbstractDeserializationSchema<byte[]> {
    @Override
    public byte[] deserialize(byte[] message) {
      return message;
    }
  }

  private static final class Databind extends AbstractDeserializationSchema<Activity> {

    private transient ObjectMapper json;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
      json = new ObjectMapper();
    }

    @Override
    public Activity deserialize(byte[] message) throws IOException {
      return json.readValue(message, Activity.class);
    }
  }

  /** Returns the timestamp, so that the parse can't be optimised away. */
  private static final class Parsed implements DeserializationSchema<Long> {

    private transient EventParser parser;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
      parser = new EventParser(Field.USER_ID, UserActivity.FIELDS, false, EventParser.NO_CLOCK);
    }

    @Override
    public Long deserialize(byte[] message) throws IOException {
      try {
        Event event = parser.parse(message);
        return event.timestamp();
      } catch (RefusedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public boolean isEndOfStream(Long next) {
      return false;
    }

    @Override
    public TypeInformation<Long> getProducedType() {
      return Types.LONG;
    }
  }
}
