package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.event.WindowSums;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** The windows of services, keyed by place and start. */
final class ServiceWindows extends WindowSums<String, ServiceWindow> {

  private final String topic;
  private final long length;
  private transient ServiceWindowRecord records;

  /** Takes the windows, the topic of the events, and that of the records. */
  ServiceWindows(WindowTime windows, String input, String topic) {
    super(windows, input, new ValueStateDescriptor<>("service-window", ServiceWindow.VALUE_TYPE));
    this.topic = topic;
    this.length = windows.length();
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    records = new ServiceWindowRecord(topic, length);
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
