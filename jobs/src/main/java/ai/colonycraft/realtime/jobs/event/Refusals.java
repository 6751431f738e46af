package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Counts refused records by reason. In the job that owns their topic, it also emits each as a dead
 * letter (main output); other jobs that read the topic refuse the same records again.
 */
public final class Refusals extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<Inbound, Outbound> {

  /** How many were refused. */
  public static final OutputTag<Sample> SAMPLES =
      new OutputTag<>("refusal-samples", Sample.VALUE_TYPE);

  /** Null in a job that owns none of its topics. */
  private final String deadLetters;

  private final String metric;
  private transient Map<List<String>, Long> counts;

  /**
   * Takes how long a count may wait, the topic of dead letters, and the counter with the labels
   * topic and reason.
   */
  public Refusals(Duration interval, String deadLetters, String metric) {
    super(interval);
    this.deadLetters = deadLetters;
    this.metric = metric;
  }

  /** Only counts, since another job owns the topics and emits the dead letters. */
  public static Refusals countedOnly(Duration interval, String metric) {
    return new Refusals(interval, null, metric);
  }

  @Override
  public void open() throws Exception {
    counts = new HashMap<>();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Inbound> element) {
    wake();
    DeadLetter letter = element.getValue().refused();
    counts.merge(List.of(letter.topic(), letter.reason().label()), 1L, Long::sum);
    if (deadLetters != null) {
      emit(letter.toOutbound(deadLetters));
    }
  }

  @Override
  protected boolean rests() {
    return true;
  }

  @Override
  protected void flush(long now) {
    counts.forEach(
        (labels, count) ->
            output.collect(
                SAMPLES, new StreamRecord<>(new Sample.Increment(metric, labels, count))));
    counts.clear();
  }
}
