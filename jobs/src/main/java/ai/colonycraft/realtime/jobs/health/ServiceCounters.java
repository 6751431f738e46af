package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.event.WindowTime;
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
 * Counts at each source what services report: requests, CPU time, errors, parts of finished
 * windows, and what every topic is asked for. Notices of a state, which are no counts, are emitted
 * as they are.
 */
final class ServiceCounters extends FlushingOperator<Sample>
    implements OneInputStreamOperator<Arrival, Sample> {

  /** What each place did since the last flush. */
  static final OutputTag<PlaceTally> TALLIES = new OutputTag<>("tallies", PlaceTally.VALUE_TYPE);

  /** What each version and route did since the last flush. */
  static final OutputTag<PartTally> PARTS = new OutputTag<>("parts", PartTally.VALUE_TYPE);

  /** What services say of how they are. */
  static final OutputTag<Notice> NOTICES = new OutputTag<>("notices", Notice.VALUE_TYPE);

  /** The spans: one walk through Flink's outputs for them, and none for all other events. */
  static final OutputTag<Arrival> SPANS = new OutputTag<>("spans", Arrival.VALUE_TYPE);

  /** Parts of the finished windows. */
  static final OutputTag<ServiceWindow> WINDOWS =
      new OutputTag<>("service-window-parts", ServiceWindow.VALUE_TYPE);

  private record ErrorKey(ServicePlace place, String severity) {}

  private final String topic;
  private final WindowTime windows;
  private final Objectives objectives;

  private transient IntakeCounts intake;
  private transient RequestCounts requests;
  private transient PartCounts versionsAndRoutes;
  private transient Map<ErrorKey, long[]> errors;
  private transient ServiceWindowParts parts;

  /** Takes how long counts may wait, the topic, the windows of counts, and the objectives. */
  ServiceCounters(Duration interval, String topic, WindowTime windows, Objectives objectives) {
    super(interval);
    this.topic = topic;
    this.windows = windows;
    this.objectives = objectives;
  }

  @Override
  public void open() throws Exception {
    intake = new IntakeCounts(topic, HealthMetrics.SERVICE_EVENTS);
    requests = new RequestCounts(objectives);
    versionsAndRoutes = new PartCounts();
    errors = new HashMap<>();
    parts = new ServiceWindowParts(windows);
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    wake();
    Event event = element.getValue().event();
    intake.add(element.getValue(), getProcessingTimeService().getCurrentProcessingTime());
    parts.add(element.getValue());
    switch (event.type()) {
      case "http_request" -> {
        ServicePlace place = ServicePlace.of(event);
        requests.request(place, event);
        versionsAndRoutes.request(place.service(), event);
      }
      case "span" -> output.collect(SPANS, element);
      case "resource_usage" -> {
        double seconds = event.decimal(Field.CPU_SECONDS, 0);
        if (seconds > 0) {
          requests.cpu(ServicePlace.of(event), seconds);
        }
        emit(Notice.ofResources(event));
      }
      case "error" -> {
        String severity = Labels.of(event.text(Field.SEVERITY));
        errors
            .computeIfAbsent(new ErrorKey(ServicePlace.of(event), severity), e -> new long[1])[0]++;
      }
      case "health_changed" -> emit(Notice.ofHealth(event));
      case "deployment_started" -> emit(Notice.ofDeployment(event, "started"));
      case "deployment_finished" -> emit(Notice.ofDeployment(event, "finished"));
      default -> {}
    }
  }

  private void emit(Notice notice) {
    if (notice != null) {
      output.collect(NOTICES, new StreamRecord<>(notice));
    }
  }

  /** Sends what belongs to a window before the watermark that closes it. */
  @Override
  protected void flushBeforeWatermark(long watermark) {
    parts.drain(part -> output.collect(WINDOWS, new StreamRecord<>(part)));
  }

  @Override
  protected boolean rests() {
    return true;
  }

  @Override
  protected void flush(long now) {
    parts.drain(part -> output.collect(WINDOWS, new StreamRecord<>(part)));
    intake.drain(now, this::emit);
    requests.drain(this::emit, tally -> output.collect(TALLIES, new StreamRecord<>(tally)));
    versionsAndRoutes.drain(tally -> output.collect(PARTS, new StreamRecord<>(tally)));
    errors.forEach(
        (key, n) -> {
          List<String> labels = List.of(key.place.service(), key.place.region(), key.severity);
          emit(new Sample.Increment(HealthMetrics.ERRORS, labels, n[0]));
        });
    errors.clear();
  }
}
