package ai.colonycraft.realtime.jobs.activity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many distinct users had their last event within the last minutes, by place. Users are counted
 * in the second of their last event; when one is seen again, the count moves from the old second to
 * the new one, and a second that falls out takes all its users with it. So an event costs one move,
 * a second of time the places in one second, and nobody is ever looked for. Not thread-safe.
 */
final class ActiveUsers {

  /** Receives counts that changed. */
  @FunctionalInterface
  interface Changed {
    /** Takes a place and the users that are there now; zero once, when the last one left. */
    void count(Place place, long users);
  }

  private final long length;
  private final TreeMap<Long, Map<Place, Long>> seconds = new TreeMap<>();
  private final Map<Place, Long> totals = new HashMap<>();
  private final Set<Place> changed = new HashSet<>();

  /** The newest second that has fallen out. */
  private long floor = Long.MIN_VALUE;

  /** Takes for how many seconds a user is active after the last event. */
  ActiveUsers(long seconds) {
    this.length = seconds;
  }

  /** Adds users to a second, or takes them away; a second that has fallen out changes nothing. */
  void move(Presence.Moved moved) {
    if (moved.second() <= floor) {
      return;
    }
    Map<Place, Long> second = seconds.computeIfAbsent(moved.second(), s -> new HashMap<>());
    second.merge(moved.place(), moved.users(), ActiveUsers::sum);
    if (second.isEmpty()) {
      seconds.remove(moved.second());
    }
    add(moved.place(), moved.users());
  }

  /** Lets the seconds fall out that are too old at this time, epoch milliseconds. */
  void advance(long time) {
    if (time == Long.MIN_VALUE) {
      return;
    }
    floor = Math.max(floor, Math.floorDiv(time, 1000L) - length);
    while (!seconds.isEmpty() && seconds.firstKey() <= floor) {
      seconds.pollFirstEntry().getValue().forEach((place, users) -> add(place, -users));
    }
  }

  /** Hands over what changed since the last call. */
  void drain(Changed to) {
    changed.forEach(place -> to.count(place, totals.getOrDefault(place, 0L)));
    changed.clear();
  }

  /** All that {@link #move} needs to build this up again. */
  List<Presence> state() {
    List<Presence> state = new ArrayList<>();
    seconds.forEach(
        (second, places) ->
            places.forEach((place, users) -> state.add(new Presence.Moved(second, place, users))));
    return state;
  }

  private void add(Place place, long users) {
    totals.merge(place, users, ActiveUsers::sum);
    changed.add(place);
  }

  /** A sum of zero leaves the map. */
  private static Long sum(Long a, Long b) {
    return a + b == 0 ? null : (Long) (a + b);
  }
}
