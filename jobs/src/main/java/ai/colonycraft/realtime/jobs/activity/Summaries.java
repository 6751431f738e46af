package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.event.WindowSums;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.output.Outbound;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** The summaries of all that happened in a window, keyed by its start. */
final class Summaries extends WindowSums<Long, WindowSummary> {

  private final WindowResult results;

  /** Takes the windows, the topic of the events, and that of the records. */
  Summaries(WindowTime windows, String input, String topic) {
    super(windows, input, new ValueStateDescriptor<>("summary", WindowSummary.VALUE_TYPE));
    this.results = new WindowResult(topic, windows.length());
  }

  @Override
  protected long start(WindowSummary window) {
    return window.start();
  }

  @Override
  protected long events(WindowSummary window) {
    return window.events();
  }

  @Override
  protected WindowSummary plus(WindowSummary before, WindowSummary part) {
    return before.plus(part);
  }

  @Override
  protected Outbound record(WindowSummary window) {
    return results.of(window);
  }
}
