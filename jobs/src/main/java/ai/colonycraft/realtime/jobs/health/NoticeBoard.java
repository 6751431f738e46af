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
 * limit the one not heard of for longest goes, and an instance that is silent too. Not thread-safe.
 */
final class NoticeBoard {

  /** One of these has one notice; only memory is told instance by instance. */
  private record Key(ServicePlace place, String kind, String instance) {
    static Key of(Notice notice) {
      boolean byInstance = notice.kind().equals(Notice.MEMORY);
      return new Key(notice.place(), notice.kind(), byInstance ? notice.name() : "");
    }
  }

  private record Heard(Notice notice, long at) {}

  private final int limit;
  private final long silence;

  /** The one heard of for longest first. */
  private final Map<Key, Heard> notices = new LinkedHashMap<>();

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
    Heard before = notices.get(key);
    if (before != null && before.notice.timestamp() > notice.timestamp()) {
      return;
    }
    notices.remove(key);
    if (before == null && notices.size() >= limit) {
      Iterator<Heard> oldest = notices.values().iterator();
      Heard gone = oldest.next();
      oldest.remove();
      withdraw(gone.notice, to);
    }
    notices.put(key, new Heard(notice, now));
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

  /** Lets silent instances go and tells whose memory has changed. */
  void flush(long now, Consumer<Sample> to) {
    for (Iterator<Heard> all = notices.values().iterator(); all.hasNext(); ) {
      Heard heard = all.next();
      if (now - heard.at <= silence) {
        break;
      }
      if (heard.notice.kind().equals(Notice.MEMORY)) {
        all.remove();
        withdraw(heard.notice, to);
      }
    }
    for (List<String> labels : touched) {
      double bytes = memory.getOrDefault(labels, 0L);
      to.accept(new Sample.Reading(HealthMetrics.MEMORY, labels, bytes));
    }
    touched.clear();
  }

  /** All notices, the one heard of for longest first. */
  List<Notice> state() {
    return notices.values().stream().map(Heard::notice).toList();
  }
}
