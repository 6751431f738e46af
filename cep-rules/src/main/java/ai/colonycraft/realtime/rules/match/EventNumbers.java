package ai.colonycraft.realtime.rules.match;

import java.util.List;
import java.util.function.Supplier;

/**
 * What flink-cep takes for the number of events of each time: here one number for all times, which
 * is not forgotten when time passes.
 */
final class EventNumbers extends HeapMap<Long, Integer> {

  private final Supplier<PartialMatches> matches;

  EventNumbers(Supplier<PartialMatches> matches) {
    super(() -> matches.get().counts);
    this.matches = matches;
  }

  @Override
  public Integer get(Long time) {
    return matches.get().nextNumber();
  }

  @Override
  public void put(Long time, Integer next) {
    matches.get().nextNumber(next);
  }

  /** None, since flink-cep asks for them only to remove those that are past. */
  @Override
  public Iterable<Long> keys() {
    return List.of();
  }
}
