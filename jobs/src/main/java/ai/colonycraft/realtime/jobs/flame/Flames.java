package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.config.FlameConfig;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of a topology that makes flame graphs, in the order a span meets it.
 *
 * @param graphs for Kafka
 * @param samples how many spans came to what, a counter with the label outcome
 */
public record Flames(DataStream<Outbound> graphs, DataStream<Sample> samples) {

  /**
   * Builds it.
   *
   * @param arrivals events of services; all but spans are passed over
   * @param config windows, limits, topic
   * @param lateness how long after its end a window can still be corrected
   * @param flush how long counts may wait
   * @param metric name of the counter
   */
  public static Flames of(
      DataStream<Arrival> arrivals,
      FlameConfig config,
      Duration lateness,
      Duration flush,
      String metric) {
    SingleOutputStreamOperator<Span> spans =
        arrivals.transform("spans", Span.VALUE_TYPE, new Spans(flush, metric)).uid("spans");
    SingleOutputStreamOperator<Folded> folds =
        spans
            .keyBy(Span::traceId, TextKey.TYPE)
            .transform("trace folds", Folded.VALUE_TYPE, new TraceFolds(config, flush, metric))
            .uid("traces");
    SingleOutputStreamOperator<Outbound> graphs =
        folds
            .keyBy(folded -> folded.key().name(), TextKey.TYPE)
            .transform(
                "flame graphs",
                Outbound.VALUE_TYPE,
                new FlameGraphs(config, lateness, flush, metric))
            .uid("flame-graphs");
    return new Flames(
        graphs,
        spans
            .getSideOutput(Spans.SAMPLES)
            .union(
                folds.getSideOutput(TraceFolds.SAMPLES),
                graphs.getSideOutput(FlameGraphs.SAMPLES)));
  }
}
