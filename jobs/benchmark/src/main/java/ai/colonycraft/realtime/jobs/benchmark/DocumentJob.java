package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.benchmark.PlainJobs.Activity;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingProcessingTimeWindows;

/**
 * The job that the product's document shows, step by step, with the names that Flink gives them
 * today: strings from Kafka, an object mapper an event, two counts in processing time, and a gauge
 * for each user and each colony.
 */
final class DocumentJob {

  private static final Duration WINDOW = Duration.ofMinutes(5);

  private DocumentJob() {}

  static void define(StreamExecutionEnvironment env, String bootstrapServers) {
    DataStream<Activity> activities =
        env.fromSource(
                PlainJobs.source(bootstrapServers, new SimpleStringSchema()),
                WatermarkStrategy.noWatermarks(),
                "user-activity")
            .map(json -> new ObjectMapper().readValue(json, Activity.class))
            .returns(Activity.class);

    activities
        .map(activity -> Tuple2.of(activity.userId, 1))
        .returns(Types.TUPLE(Types.STRING, Types.INT))
        .keyBy(count -> count.f0)
        .window(TumblingProcessingTimeWindows.of(WINDOW))
        .sum(1)
        .sinkTo(new Gauges("active_users"));

    activities
        .filter(activity -> activity.colonyId != null)
        .map(activity -> Tuple2.of(activity.colonyId, 1))
        .returns(Types.TUPLE(Types.STRING, Types.INT))
        .keyBy(count -> count.f0)
        .window(TumblingProcessingTimeWindows.of(WINDOW))
        .sum(1)
        .sinkTo(new Gauges("colony_activity"));
  }

  /** Where a Prometheus client library would keep its gauges. */
  private record Gauges(String name) implements Sink<Tuple2<String, Integer>> {

    private static final Map<String, Map<String, Integer>> ALL = new ConcurrentHashMap<>();

    @Override
    public SinkWriter<Tuple2<String, Integer>> createWriter(WriterInitContext context) {
      Map<String, Integer> gauges = ALL.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
      return new SinkWriter<>() {
        @Override
        public void write(Tuple2<String, Integer> count, Context at) {
          gauges.put(count.f0, count.f1);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
