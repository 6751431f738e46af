package ai.colonycraft.realtime.push.budget;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /** The connection whose client has not read for the longest time; empty if all have read. */
    private Optional<Client> slowest() {
      return staying(client -> client.writing() > 0)
          .min(Comparator.comparingLong(Client::writingSince));
    }

    /** The same, or the connection for which the most is kept. */
    private Optional<Client> slowestOrLargest() {
      return slowest()
          .or(
              () ->
                  staying(client -> client.held() > 0).max(Comparator.comparingLong(Client::held)));
    }

    /** What its connections hold that are not being closed, in bytes. */
    private long held() {
      return staying(client -> true).mapToLong(Client::held).sum();
    }

    private Stream<Client> staying(Predicate<Client> which) {
      return clients.stream().filter(client -> !client.isLeaving()).filter(which);
    }
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
    boolean fits = would <= limit / ADDRESSES && close(bytes, would, Share::slowest);
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
      close(0, 0, Share::slowestOrLargest);
    }
  }

  /**
   * Closes connections until there is room, each of the address that holds the most. An address
   * with less than an equal share of the limit is never cut off because of others.
   *
   * @param more bytes that are to fit too
   * @param moreThan what the address of a connection must hold, in bytes
   * @param next the connection of an address to close next; empty if it has none
   * @return whether there is room, when those that were closed have returned what they hold
   */
  private synchronized boolean close(
      long more, long moreThan, Function<Share, Optional<Client>> next) {
    Map<Share, Long> held = new HashMap<>();
    shares.values().forEach(share -> held.put(share, share.held()));
    long all = held.values().stream().mapToLong(Long::longValue).sum();
    long holders = held.values().stream().filter(bytes -> bytes > 0).count();
    long least = Math.max(moreThan, (limit - more) / Math.max(1, holders));
    while (all + more > limit) {
      Optional<Client> leaving =
          held.entrySet().stream()
              .filter(entry -> entry.getValue() > least)
              .sorted(Map.Entry.<Share, Long>comparingByValue().reversed())
              .map(entry -> next.apply(entry.getKey()))
              .flatMap(Optional::stream)
              .findFirst();
      if (leaving.isEmpty()) {
        return false;
      }
      Client client = leaving.get();
      long bytes = client.held();
      all -= bytes;
      held.computeIfPresent(client.share(), (share, before) -> before - bytes);
      closed.increment();
      client.leave();
    }
    return true;
  }
}
