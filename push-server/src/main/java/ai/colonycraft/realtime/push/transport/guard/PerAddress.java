package ai.colonycraft.realtime.push.transport.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of something each address holds, within one limit, and within {@link #HOUSEHOLDS} times
 * that for a network of IPv6. Together they hold at most a number of places, and the fewer of these
 * are free the less one address may have: a quarter of what is free. So addresses that hold much
 * leave room for those that hold nothing, however many they are. Addresses that hold nothing are
 * forgotten. Any thread may use it.
 */
final class PerAddress {

  /** How many addresses of a network may use all of their limit at one time. */
  static final int HOUSEHOLDS = 16;

  private static final int PART_OF_FREE = 4;

  private final int limit;
  private final int places;
  private final Map<String, Integer> held = new HashMap<>();
  private int sum;

  /**
   * Takes its limits.
   *
   * @param limit of one address
   * @param places of all addresses together
   */
  PerAddress(int limit, int places) {
    this.limit = limit;
    this.places = places;
  }

  /** Takes one; false if the address, or its network, holds as many as it may. */
  synchronized boolean take(String address) {
    int share = Math.max(1, (places - sum) / PART_OF_FREE);
    Optional<String> network = ClientAddress.network(address);
    boolean fits =
        held(address) < Math.min(limit, share)
            && network
                .map(n -> held(n) < (long) limit * HOUSEHOLDS && held(n) < share)
                .orElse(true);
    if (fits) {
      hold(address);
    }
    return fits;
  }

  /** Takes one that was agreed to before, whatever the limit. */
  synchronized void hold(String address) {
    sum++;
    held.merge(address, 1, Integer::sum);
    ClientAddress.network(address).ifPresent(network -> held.merge(network, 1, Integer::sum));
  }

  /** Gives one back. */
  synchronized void give(String address) {
    sum--;
    held.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    ClientAddress.network(address)
        .ifPresent(n -> held.computeIfPresent(n, (a, count) -> count == 1 ? null : count - 1));
  }

  /** Addresses and networks that hold something: at most two for each place taken. */
  synchronized int size() {
    return held.size();
  }

  private int held(String address) {
    return held.getOrDefault(address, 0);
  }
}
