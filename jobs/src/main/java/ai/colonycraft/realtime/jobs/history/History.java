package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.event.KafkaInput;
import ai.colonycraft.realtime.jobs.history.HistoryRecord.Section;
import ai.colonycraft.realtime.jobs.source.CoordinatedSource;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology of the history job, in the order a record meets it. */
public final class History {

  private History() {}

  /**
   * Builds the topology. Every step with state has a uid that never changes.
   *
   * @param env where it will run
   * @param config topics, limits, retention
   * @param sink for batches, see {@link #database}
   */
  public static void define(
      StreamExecutionEnvironment env, HistoryConfig config, Sink<String> sink) {
    DataStream<HistoryRecord> activity =
        source(
            env,
            config,
            "activity-windows",
            config.activityWindows(),
            RecordReader::activityWindow);
    DataStream<HistoryRecord> services =
        source(
            env, config, "service-windows", config.serviceWindows(), RecordReader::serviceWindow);
    DataStream<HistoryRecord> incidents =
        source(env, config, "notifications", config.notifications(), RecordReader::incident);
    SingleOutputStreamOperator<HistoryRecord> tops =
        activity
            .filter(record -> record.section() == Section.COUNTS)
            .uid("counts")
            .name("counts")
            .keyBy(HistoryRecord::key, TextKey.TYPE)
            .process(new WindowTops(config), HistoryRecord.VALUE_TYPE)
            .uid("window-tops")
            .name("top of windows");
    activity
        .filter(record -> record.section() != Section.COUNTS)
        .uid("summaries")
        .name("summaries")
        .union(services, incidents, tops)
        .transform("batches", Types.STRING, new Batches(config.flush()))
        .uid("batches")
        .forceNonParallel()
        .sinkTo(sink)
        .uid("database-sink")
        .name("PostgreSQL")
        .setParallelism(1);
  }

  /** The sink of batches: PostgreSQL. */
  public static Sink<String> database(HistoryConfig config) {
    return DatabaseSink.ofWindows(config);
  }

  private static DataStream<HistoryRecord> source(
      StreamExecutionEnvironment env,
      HistoryConfig config,
      String name,
      String topic,
      RecordDeserializer.Reader reader) {
    CoordinatedSource<HistoryRecord> source =
        KafkaInput.of(
            config.input(),
            topic,
            EventTimeGroup.of(topic),
            new RecordDeserializer(reader),
            HistoryRecord.EVENT_TIME,
            Map.of());
    return env.fromSource(
            source,
            CoordinatedSource.eventTime(HistoryRecord.EVENT_TIME),
            name,
            HistoryRecord.VALUE_TYPE)
        .uid(name + "-source");
  }
}
