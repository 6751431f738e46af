package ai.colonycraft.realtime.jobs.heartbeat;

import ai.colonycraft.realtime.jobs.config.InputConfig;
import ai.colonycraft.realtime.jobs.config.OutputConfig;
import ai.colonycraft.realtime.jobs.event.KafkaInput;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.source.NoEventTime;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topic of heartbeats, to which the push server writes a record every few seconds, and
 * makes of each a sample of {@link #METRIC}: when the broker took the record. The value returns to
 * the push server with the live updates, so that its age is the age of the whole path, also while
 * the platform has no events.
 */
public final class Heartbeats {

  /** When the newest heartbeat that a job has read was written, by the broker's clock. */
  public static final String METRIC = "heartbeat_timestamp_seconds";

  private static final int JOBS = 10;

  private Heartbeats() {}

  /** The metric, which is published live. */
  public static Metric metric() {
    List<String> labels = List.of("pipeline");
    return new Metric.Gauge(
        METRIC,
        "when the newest heartbeat that came through was written, seconds since the epoch",
        labels,
        JOBS,
        List.of(labels));
  }

  /**
   * The samples of a job with those of heartbeats; without them if the job reads the past. A topic
   * that does not exist is looked for every 30 seconds.
   *
   * @param samples of the job
   * @param env where the job will run
   * @param input how to connect
   * @param output the topic of heartbeats
   * @param pipeline the value of the label, which names the job
   */
  public static DataStream<Sample> joining(
      DataStream<Sample> samples,
      StreamExecutionEnvironment env,
      InputConfig input,
      OutputConfig output,
      String pipeline) {
    if (input.bounded()) {
      return samples;
    }
    KafkaSource<Sample> source =
        KafkaSource.<Sample>builder()
            .setProperties(KafkaInput.consumer(input.kafka()))
            // A pattern may match nothing; a name that does not exist stops the job.
            .setTopicPattern(Pattern.compile(Pattern.quote(output.heartbeats())))
            .setStartingOffsets(OffsetsInitializer.latest())
            .setDeserializer(new Deserializer(pipeline))
            .setProperty("commit.offsets.on.checkpoint", "false")
            .setProperty("partition.discovery.interval.ms", "30000")
            .build();
    return samples.union(
        env.fromSource(source, NoEventTime.strategy(), "heartbeats", Sample.VALUE_TYPE)
            .uid("heartbeats-source")
            .setParallelism(1));
  }

  private static final class Deserializer implements KafkaRecordDeserializationSchema<Sample> {

    private final String pipeline;

    private Deserializer(String pipeline) {
      this.pipeline = pipeline;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Sample> out) {
      out.collect(new Sample.Reading(METRIC, List.of(pipeline), record.timestamp() / 1000.0));
    }

    @Override
    public TypeInformation<Sample> getProducedType() {
      return Sample.VALUE_TYPE;
    }
  }
}
