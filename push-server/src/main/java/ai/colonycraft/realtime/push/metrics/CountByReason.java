package ai.colonycraft.realtime.push.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * A counter for each of a fixed set of reasons. Any thread may use it.
 *
 * @param <E> the reasons
 */
public final class CountByReason<E extends Enum<E>> {

  private final Map<E, LongAdder> counts;

  /** Begins with zero for each constant of the type. */
  public CountByReason(Class<E> reasons) {
    counts = new EnumMap<>(reasons);
    for (E reason : reasons.getEnumConstants()) {
      counts.put(reason, new LongAdder());
    }
  }

  /** It happened once more. */
  public void increment(E reason) {
    counts.get(reason).increment();
  }

  /** It happened so many times more. */
  public void add(E reason, long times) {
    counts.get(reason).add(times);
  }

  /** How often it happened for that reason. */
  public long of(E reason) {
    return counts.get(reason).sum();
  }

  /** How often it happened for any reason. */
  public long sum() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Passes each reason, in lower case, and its count to the consumer. */
  public void forEach(ObjLongConsumer<String> consumer) {
    counts.forEach(
        (reason, count) -> consumer.accept(reason.name().toLowerCase(Locale.ROOT), count.sum()));
  }
}
