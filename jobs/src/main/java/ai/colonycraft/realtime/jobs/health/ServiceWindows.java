package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.event.WindowSums;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** The windows of services, keyed by place and start. */
final class ServiceWindows extends WindowSums<String, ServiceWindow> {

  private final ServiceWindowRecord records;

  /** Takes the windows, the topic of the events, and that of the records. */
  ServiceWindows(WindowTime windows, String input, String topic) {
    super(windows, input, new ValueStateDescriptor<>("service-window", ServiceWindow.VALUE_TYPE));
    this.records = new ServiceWindowRecord(topic, windows.length());
  }

  @Override
  protected long start(ServiceWindow window) {
    return window.start;
  }

  @Override
  protected long events(ServiceWindow window) {
    return window.events;
  }

  @Override
  protected ServiceWindow plus(ServiceWindow before, ServiceWindow part) {
    before.add(part);
    return before;
  }

  @Override
  protected Outbound record(ServiceWindow window) {
    return records.of(window);
  }
}
