package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Takes the spans out of all events, and counts those that no graph can take. */
final class Spans extends FlushingOperator<Span> implements OneInputStreamOperator<Arrival, Span> {

  /** Spans by why they are left out. */
  static final OutputTag<Sample> SAMPLES = new OutputTag<>("span-samples", Sample.VALUE_TYPE);

  private final String metric;
  private transient SpanCounts counts;

  /** Takes how long a count may wait, and the counter of spans by outcome. */
  Spans(Duration interval, String metric) {
    super(interval);
    this.metric = metric;
  }

  @Override
  public void open() throws Exception {
    counts = new SpanCounts(metric);
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    Arrival arrival = element.getValue();
    if (!arrival.event().type().equals("span")) {
      return;
    }
    Span span = Span.of(arrival.event());
    if (span == null) {
      counts.add(SpanCounts.NO_ID, 1);
    } else if (arrival.traceTooLate()) {
      counts.add(SpanCounts.LATE, 1);
    } else {
      emit(span);
    }
  }

  @Override
  protected void flush(long now) {
    counts.drain(sample -> output.collect(SAMPLES, new StreamRecord<>(sample)));
  }
}
