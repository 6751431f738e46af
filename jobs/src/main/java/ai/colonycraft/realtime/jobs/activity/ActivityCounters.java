package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.metrics.DelayCells;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Counts at each source what needs no key: events by type, colonies created, agents deployed,
 * tokens by model, late events, delays; and tells how far event time has come.
 */
final class ActivityCounters extends FlushingOperator<Sample>
    implements OneInputStreamOperator<Arrival, Sample> {

  /** How far event time has come, once a flush in which events came. */
  static final OutputTag<Presence> NEWEST = new OutputTag<>("newest", Presence.VALUE_TYPE);

  private final String topic;

  private transient Counter types;
  private transient Counter colonies;
  private transient Counter agents;
  private transient Counter tokens;
  private transient DelayCells delays;
  private transient long newest;
  private transient long late;

  ActivityCounters(Duration interval, String topic) {
    super(interval);
    this.topic = topic;
  }

  @Override
  public void open() throws Exception {
    types = new Counter(ActivityMetrics.EVENTS);
    colonies = new Counter(ActivityMetrics.COLONY_CREATED);
    agents = new Counter(ActivityMetrics.AGENT_DEPLOYED);
    tokens = new Counter(ActivityMetrics.LLM_TOKENS);
    delays = new DelayCells();
    newest = Long.MIN_VALUE;
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    Event event = element.getValue().event();
    types.add(event.type(), 1);
    switch (event.type()) {
      case "colony_created" -> colonies.add(Place.label(event.text(Field.REGION)), 1);
      case "agent_deployed" -> agents.add(Place.label(event.text(Field.REGION)), 1);
      default -> {}
    }
    long spent = event.integer(Field.TOKENS, 0);
    if (spent > 0) {
      tokens.add(Place.label(event.text(Field.MODEL)), spent);
    }
    newest = Math.max(newest, event.timestamp());
    late += element.getValue().tooLate() ? 1 : 0;
    delays.add(getProcessingTimeService().getCurrentProcessingTime() - event.timestamp());
  }

  @Override
  protected void flush(long now) {
    if (delays.isEmpty()) {
      return;
    }
    types.drain();
    colonies.drain();
    agents.drain();
    tokens.drain();
    if (late > 0) {
      emit(new Sample.Increment(ActivityMetrics.LATE, Lateness.afterItsWindow(topic), late));
      late = 0;
    }
    emit(delays.drain(ActivityMetrics.DELAY, now));
    output.collect(NEWEST, new StreamRecord<>(new Presence.Newest(newest)));
  }

  /** One metric's growth by the value of its label. */
  private final class Counter {
    private final String metric;
    private final Map<String, long[]> byLabel = new HashMap<>();

    Counter(String metric) {
      this.metric = metric;
    }

    void add(String label, long amount) {
      long[] sum = byLabel.get(label);
      if (sum == null) {
        sum = new long[1];
        byLabel.put(label, sum);
      }
      sum[0] += amount;
    }

    void drain() {
      byLabel.forEach((label, sum) -> emit(new Sample.Increment(metric, List.of(label), sum[0])));
      byLabel.clear();
    }
  }
}
