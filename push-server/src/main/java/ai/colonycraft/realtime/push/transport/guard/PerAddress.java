package ai.colonycraft.realtime.push.transport.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of something each address holds, within one limit. Addresses that hold nothing are
 * forgotten. Any thread may use it.
 */
final class PerAddress {

  private final int limit;
  private final Map<String, Integer> held = new ConcurrentHashMap<>();

  PerAddress(int limit) {
    this.limit = limit;
  }

  /** Takes one; false if the address holds as many as it may. */
  boolean take(String address) {
    boolean[] taken = new boolean[1];
    held.compute(
        address,
        (a, had) -> {
          int count = had == null ? 0 : had;
          taken[0] = count < limit;
          return taken[0] ? Integer.valueOf(count + 1) : had;
        });
    return taken[0];
  }

  /** Takes one that was agreed to before, whatever the limit. */
  void hold(String address) {
    held.merge(address, 1, Integer::sum);
  }

  /** Gives one back. */
  void give(String address) {
    held.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
  }

  /** Addresses that hold something. */
  int size() {
    return held.size();
  }
}
