package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.match.Incident;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Emits the records of incidents. Begin and end are emitted at once; what is added in between is
 * buffered, so that a storm of matches becomes one record a second for each incident. The buffer is
 * emitted before each checkpoint and so is no part of the state. Not thread-safe.
 */
final class IncidentRecords {

  private static final long PACE_MILLIS = 1_000;
  private static final int MAX_BUFFERED = 10_000;

  private final String topic;
  private final Consumer<Outbound> to;
  private final Map<String, Incident> buffered = new LinkedHashMap<>();
  private long drainedAt;

  IncidentRecords(String topic, Consumer<Outbound> to) {
    this.topic = topic;
    this.to = to;
  }

  /** Takes a change of an incident. */
  void take(Incident incident) {
    String id = incident.notification().id();
    if (!incident.isOpen() || incident.count() == 1) {
      buffered.remove(id);
      emit(incident);
      return;
    }
    buffered.put(id, incident);
    if (buffered.size() > MAX_BUFFERED) {
      drain();
    }
  }

  /** Emits the buffer if it was not emitted within the last second of the task's clock. */
  void drain(long now) {
    if (now - drainedAt >= PACE_MILLIS) {
      drainedAt = now;
      drain();
    }
  }

  /** Emits the buffer. */
  void drain() {
    buffered.values().forEach(this::emit);
    buffered.clear();
  }

  private void emit(Incident incident) {
    to.accept(
        new Outbound(
            topic, incident.notification().id().getBytes(StandardCharsets.UTF_8), incident.json()));
  }
}
