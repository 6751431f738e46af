package ai.colonycraft.realtime.push.reach.deliver;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was sent. Any thread may read it. */
public final class DeliveryMetrics {

  /** One series: ways, kinds and outcomes are each a few. */
  public record Key(String way, String kind, String outcome) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return (way + ' ' + kind + ' ' + outcome)
          .compareTo(other.way + ' ' + other.kind + ' ' + other.outcome);
    }
  }

  private final Map<Key, LongAdder> counts = new ConcurrentSkipListMap<>();
  private volatile double oldestDueSeconds;
  private volatile OptionalDouble owned = OptionalDouble.empty();

  /** Begins with zero for each series of some ways, so that the first of each is an increase. */
  void begin(Collection<String> ways) {
    owned = OptionalDouble.of(0);
    for (String way : ways) {
      for (Notice.Kind kind : Notice.Kind.values()) {
        for (Outcome.Status outcome : Outcome.Status.values()) {
          counter(way, kind.label(), outcome.name());
        }
      }
    }
  }

  private LongAdder counter(String way, String kind, String outcome) {
    return counts.computeIfAbsent(
        new Key(way, kind, outcome.toLowerCase(Locale.ROOT)), key -> new LongAdder());
  }

  /** An attempt has this outcome. */
  void count(Sent sent) {
    counter(sent.way(), sent.kind(), sent.state().name()).increment();
  }

  /** How late what is to be sent is, and how much is owned. */
  void set(double oldestSeconds, int partitions) {
    oldestDueSeconds = oldestSeconds;
    owned = OptionalDouble.of(partitions);
  }

  /** Attempts by way, kind and outcome: {@code accepted}, {@code refused} or {@code later}. */
  public Map<Key, Long> counts() {
    Map<Key, Long> read = new TreeMap<>();
    counts.forEach((key, count) -> read.put(key, count.sum()));
    return read;
  }

  /** For how many seconds the oldest message has been due that no way has taken; 0 for none. */
  public double oldestDueSeconds() {
    return oldestDueSeconds;
  }

  /** Partitions of notifications whose notices this server sends; empty if it has no way. */
  public OptionalDouble owned() {
    return owned;
  }
}
