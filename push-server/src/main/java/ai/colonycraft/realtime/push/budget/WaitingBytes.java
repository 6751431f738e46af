package ai.colonycraft.realtime.push.budget;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bytes that wait for clients, over all connections, within one limit, of which one address may
 * have half. Beyond it room is made: of the address that holds the most, the connection whose
 * client has not read for the longest time is closed. What can be refused is refused if only
 * addresses that hold less could make room. An address also has a limit of patterns to match. Any
 * thread may use it.
 */
final class WaitingBytes {

  /** One address may take the limit divided by this. */
  private static final int ADDRESSES = 2;

  /** What one address holds. */
  static final class Share {
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger patterns = new AtomicInteger();
  }

  private final long limit;
  private final int patternLimit;
  private final LongAdder closed;
  private final LongAdder refused;
  private final AtomicLong sum = new AtomicLong();
  private final Map<String, Share> shares = new ConcurrentHashMap<>();

  WaitingBytes(long limit, int patternLimit, LongAdder closed, LongAdder refused) {
    this.limit = limit;
    this.patternLimit = patternLimit;
    this.closed = closed;
    this.refused = refused;
  }

  long sum() {
    return sum.get();
  }

  Share open(Client client) {
    return shares.compute(
        client.address(),
        (address, found) -> {
          Share share = found == null ? new Share() : found;
          share.clients.add(client);
          return share;
        });
  }

  /** All that the client held was returned before. */
  void close(Client client) {
    shares.computeIfPresent(
        client.address(),
        (address, share) -> {
          share.clients.remove(client);
          return share.clients.isEmpty() ? null : share;
        });
  }

  /** Takes bytes, unless that is too much. */
  boolean take(Share share, long bytes) {
    boolean fits =
        sum.addAndGet(bytes) <= limit & share.bytes.addAndGet(bytes) <= limit / ADDRESSES;
    if (!fits) {
      add(share, -bytes);
    }
    return fits;
  }

  /**
   * Closes connections of addresses that hold more than this one would, so that it can have some
   * bytes.
   *
   * @return false if that is not enough, or the address would have too much
   */
  boolean makeRoomFor(Share share, long bytes) {
    long would = share.bytes.get() + bytes;
    boolean fits = would <= limit / ADDRESSES && closeSlowest(bytes, would);
    if (!fits) {
      refused.increment();
    }
    return fits;
  }

  /** Takes patterns, unless the address has too many. */
  boolean takePatterns(Share share, int count) {
    boolean fits = share.patterns.addAndGet(count) <= patternLimit;
    if (!fits) {
      share.patterns.addAndGet(-count);
    }
    return fits;
  }

  void releasePatterns(Share share, int count) {
    share.patterns.addAndGet(-count);
  }

  /** Adds bytes in any case. */
  void add(Share share, long bytes) {
    share.bytes.addAndGet(bytes);
    sum.addAndGet(bytes);
  }

  /** Closes connections if too much waits; they return what they hold when they are closed. */
  void makeRoom() {
    if (sum.get() > limit) {
      closeSlowest(0, 0);
    }
  }

  /**
   * Closes connections until there is room.
   *
   * @param more bytes that are to fit too
   * @param moreThan what the address of a connection must hold, in bytes
   * @return whether there is room, when those that were closed have returned what they hold
   */
  private synchronized boolean closeSlowest(long more, long moreThan) {
    long leaving =
        shares.values().stream()
            .flatMap(share -> share.clients.stream())
            .filter(Client::isLeaving)
            .mapToLong(Client::held)
            .sum();
    while (sum.get() + more - leaving > limit) {
      Optional<Client> slowest =
          shares.values().stream()
              .filter(share -> share.bytes.get() > moreThan)
              .sorted(Comparator.comparingLong((Share share) -> -share.bytes.get()))
              .map(WaitingBytes::slowest)
              .flatMap(Optional::stream)
              .findFirst();
      if (slowest.isEmpty()) {
        return false;
      }
      leaving += slowest.get().held();
      closed.increment();
      slowest.get().leave();
    }
    return true;
  }

  private static Optional<Client> slowest(Share share) {
    return share.clients.stream()
        .filter(client -> client.writing() > 0 && !client.isLeaving())
        .min(Comparator.comparingLong(Client::writingSince));
  }
}
