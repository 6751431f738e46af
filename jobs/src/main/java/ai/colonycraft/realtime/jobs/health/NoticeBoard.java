package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The last notice of each service, phase and instance, as readings of gauges. Bounded: beyond the
 * limit the one without a notice for longest is removed, and a silent instance too. Not
 * thread-safe.
 */
final class NoticeBoard {

  /** One of these has one notice; only memory is kept by instance. */
  private record Key(ServicePlace place, String kind, String instance) {
    static Key of(Notice notice) {
      boolean byInstance = notice.kind().equals(Notice.MEMORY);
      return new Key(notice.place(), notice.kind(), byInstance ? notice.name() : "");
    }
  }

  private record Received(Notice notice, long at) {}

  private final int limit;
  private final long silence;

  /** The one without a notice for longest first. */
  private final Map<Key, Received> notices = new LinkedHashMap<>();

  private final Map<List<String>, Long> memory = new HashMap<>();
  private final Set<List<String>> touched = new HashSet<>();

  /** Takes how many notices are kept, and after how many milliseconds an instance is silent. */
  NoticeBoard(int limit, long silence) {
    this.limit = limit;
    this.silence = silence;
  }

  /** Takes a notice that came at {@code now}; {@code to} gets the readings that change at once. */
  void take(Notice notice, long now, Consumer<Sample> to) {
    Key key = Key.of(notice);
    Received before = notices.get(key);
    if (before != null && before.notice.timestamp() > notice.timestamp()) {
      return;
    }
    notices.remove(key);
    if (before == null && notices.size() >= limit) {
      Iterator<Received> oldest = notices.values().iterator();
      Received gone = oldest.next();
      oldest.remove();
      withdraw(gone.notice, to);
    }
    notices.put(key, new Received(notice, now));
    if (notice.kind().equals(Notice.MEMORY)) {
      long bytes = (long) notice.value() - (before == null ? 0 : (long) before.notice.value());
      addMemory(notice.place(), bytes);
      return;
    }
    if (before != null && !before.notice.name().equals(notice.name())) {
      withdraw(before.notice, to);
    }
    to.accept(reading(notice, notice.value()));
  }

  private void withdraw(Notice notice, Consumer<Sample> to) {
    if (notice.kind().equals(Notice.MEMORY)) {
      addMemory(notice.place(), -(long) notice.value());
    } else {
      to.accept(reading(notice, 0));
    }
  }

  private void addMemory(ServicePlace place, long bytes) {
    List<String> labels = List.of(place.region(), place.service());
    touched.add(labels);
    if (memory.merge(labels, bytes, Long::sum) == 0) {
      memory.remove(labels);
    }
  }

  private static Sample reading(Notice notice, double value) {
    String service = notice.place().service();
    String region = notice.place().region();
    return notice.kind().equals(Notice.HEALTH)
        ? new Sample.Reading(HealthMetrics.HEALTH, List.of(service, region, notice.name()), value)
        : new Sample.Reading(
            HealthMetrics.DEPLOYMENTS,
            List.of(service, region, notice.name(), notice.kind()),
            value);
  }

  /** Removes silent instances and emits whose memory has changed. */
  void flush(long now, Consumer<Sample> to) {
    for (Iterator<Received> all = notices.values().iterator(); all.hasNext(); ) {
      Received received = all.next();
      if (now - received.at <= silence) {
        break;
      }
      if (received.notice.kind().equals(Notice.MEMORY)) {
        all.remove();
        withdraw(received.notice, to);
      }
    }
    for (List<String> labels : touched) {
      double bytes = memory.getOrDefault(labels, 0L);
      to.accept(new Sample.Reading(HealthMetrics.MEMORY, labels, bytes));
    }
    touched.clear();
  }

  /** All notices, the oldest first. */
  List<Notice> state() {
    return notices.values().stream().map(Received::notice).toList();
  }
}
