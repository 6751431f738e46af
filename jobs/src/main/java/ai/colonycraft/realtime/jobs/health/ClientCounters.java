package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.metrics.Metric;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts at each source what browsers report: web vitals and script errors, by platform and group
 * of pages.
 */
final class ClientCounters extends FlushingOperator<Sample>
    implements OneInputStreamOperator<Arrival, Sample> {

  private record Page(String platform, String group) {
    List<String> labels() {
      return List.of(platform, group);
    }
  }

  private record VitalKey(WebVital vital, Page page) {}

  private static final class Values {
    final Metric.Histogram metric;
    final long[] counts;
    double sum;

    Values(Metric.Histogram metric) {
      this.metric = metric;
      this.counts = new long[metric.buckets()];
    }
  }

  private final String topic;

  private transient PageGroup groups;
  private transient IntakeCounts intake;
  private transient Map<Page, long[]> errors;
  private transient Map<VitalKey, Values> vitals;
  private transient Map<String, long[]> ignored;

  ClientCounters(Duration interval, String topic) {
    super(interval);
    this.topic = topic;
  }

  @Override
  public void open() throws Exception {
    groups = new PageGroup();
    intake = new IntakeCounts(topic, HealthMetrics.CLIENT_REPORTS);
    errors = new HashMap<>();
    vitals = new HashMap<>();
    ignored = new HashMap<>();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    Event event = element.getValue().event();
    intake.add(element.getValue(), getProcessingTimeService().getCurrentProcessingTime());
    switch (event.type()) {
      case "js_error" -> errors.computeIfAbsent(page(event), p -> new long[1])[0]++;
      case "web_vital" -> vital(event);
      default -> {}
    }
  }

  private Page page(Event event) {
    return new Page(Labels.of(event.text(Field.PLATFORM)), groups.of(event.text(Field.PAGE)));
  }

  private void vital(Event event) {
    WebVital vital = WebVital.named(event.text(Field.NAME));
    double reported = event.decimal(Field.VALUE, -1);
    if (vital == null || !(reported >= 0)) {
      String reason = vital == null ? "unknown_name" : "no_value";
      ignored.computeIfAbsent(reason, r -> new long[1])[0]++;
      return;
    }
    Values values =
        vitals.computeIfAbsent(
            new VitalKey(vital, page(event)), key -> new Values(vital.histogram(1)));
    double value = vital.value(reported);
    values.counts[values.metric.bucket(value)]++;
    values.sum += value;
  }

  @Override
  protected void flush(long now) {
    intake.drain(now, this::emit);
    errors.forEach(
        (page, n) -> emit(new Sample.Increment(HealthMetrics.CLIENT_ERRORS, page.labels(), n[0])));
    errors.clear();
    vitals.forEach(
        (key, values) ->
            emit(
                new Sample.Observations(
                    values.metric.name(), key.page.labels(), values.counts, values.sum)));
    vitals.clear();
    ignored.forEach(
        (reason, n) ->
            emit(new Sample.Increment(HealthMetrics.VITALS_IGNORED, List.of(reason), n[0])));
    ignored.clear();
  }
}
