package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowSums;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** All sessions that were over in a window, keyed by its start. */
final class SessionWindows extends WindowSums<Long, WindowSessions> {

  private final WindowResult results;

  /** Takes the windows, the topic of the events, and that of the records. */
  SessionWindows(WindowTime windows, String input, String topic) {
    super(windows, input, new ValueStateDescriptor<>("sessions", WindowSessions.VALUE_TYPE));
    this.results = new WindowResult(topic, windows.length());
  }

  @Override
  protected long start(WindowSessions window) {
    return window.start();
  }

  /** The events of sessions are counted in the windows in which they happened. */
  @Override
  protected long events(WindowSessions window) {
    return 0;
  }

  @Override
  protected WindowSessions plus(WindowSessions before, WindowSessions part) {
    return before.plus(part);
  }

  @Override
  protected Outbound record(WindowSessions window) {
    return results.of(window);
  }
}
