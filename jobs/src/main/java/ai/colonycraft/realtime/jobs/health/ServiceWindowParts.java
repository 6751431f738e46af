package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.event.WindowTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers events by place and window, so that many become one record. Not thread-safe. */
final class ServiceWindowParts {

  private record Key(ServicePlace place, long start) {}

  private final WindowTime windows;
  private final Map<Key, ServiceWindow> parts = new HashMap<>();

  ServiceWindowParts(WindowTime windows) {
    this.windows = windows;
  }

  /** Counts an event, unless it is too late for its window. */
  void add(Arrival arrival) {
    if (arrival.tooLate()) {
      return;
    }
    Event event = arrival.event();
    parts
        .computeIfAbsent(
            new Key(ServicePlace.of(event), windows.start(event.timestamp())),
            key -> new ServiceWindow(key.place, key.start))
        .add(event);
  }

  /** Emits what was gathered and clears it. */
  void drain(Consumer<ServiceWindow> to) {
    parts.values().forEach(to);
    parts.clear();
  }
}
