package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.match.Patterns;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.time.TimerService;

/**
 * What a rule finds in the events of one key by flink-cep alone: one buffer, one automaton that
 * skips nothing, each event given to it. What a rule skips is left out here, as the README defines
 * it.
 */
// Closing a buffer's accessor is declared to throw whatever it likes.
@SuppressWarnings("try")
final class PlainCep implements AutoCloseable {

  private static final TimerService NO_CLOCK =
      () -> {
        throw new UnsupportedOperationException("a rule's condition has no clock");
      };

  /**
   * Partial matches, and matches at once, beyond which a rule is not played: an automaton that
   * skips nothing may double them with each event, where the engine's skips.
   */
  private static final int MOST = 5_000;

  /** There are too many to go on. */
  static final class TooManyException extends Exception {}

  /**
   * A match that is emitted.
   *
   * @param at event time of its emission, which is later than its end if it was held back
   */
  record Found(Map<String, List<Event>> steps, long at) {}

  private final Rule rule;
  private final NFA<Event> nfa;
  private final Map<String, Map<Object, Object>> states = new HashMap<>();
  private final SharedBuffer<Event> buffer = new SharedBuffer<>(store(), new EventSerializer());
  private final Map<Event, Integer> places = new IdentityHashMap<>();
  private final List<Map<String, List<Event>>> complete = new ArrayList<>();

  /** Places of events with which no match begins any more. */
  private final List<Predicate<Integer>> skipped = new ArrayList<>();

  private final NFAState state;

  /** One key's events of a rule's types begin. */
  PlainCep(Rule rule) {
    this.rule = rule;
    nfa = NFACompiler.compileFactory(Patterns.of(rule), false).createNFA();
    state = nfa.createInitialNFAState();
  }

  /**
   * Takes the next event, once time has passed up to it.
   *
   * @throws TooManyException if too much has begun
   */
  List<Found> process(Event event) throws Exception {
    places.put(event, places.size());
    try (SharedBufferAccessor<Event> accessor = buffer.getAccessor()) {
      complete.addAll(
          nfa.process(
              accessor,
              state,
              event,
              event.timestamp(),
              AfterMatchSkipStrategy.noSkip(),
              NO_CLOCK));
    }
    if (Math.max(state.getPartialMatches().size(), complete.size()) > MOST) {
      throw new TooManyException();
    }
    return emit(event.timestamp());
  }

  /** Lets time pass; no partial match is over before this. */
  List<Found> advance(long time) throws Exception {
    try (SharedBufferAccessor<Event> accessor = buffer.getAccessor()) {
      complete.addAll(nfa.advanceTime(accessor, state, time, AfterMatchSkipStrategy.noSkip()).f0);
    }
    return emit(time);
  }

  /** When the first partial match is over. */
  long nextTimeout() {
    return state.getPartialMatches().stream()
        .filter(partial -> partial.getStartEventID() != null)
        .mapToLong(partial -> partial.getStartTimestamp() + rule.within().toMillis())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private List<Found> emit(long time) {
    List<Found> found = new ArrayList<>();
    if (rule.skip() instanceof Skip.None) {
      complete.sort(this::compare);
      complete.forEach(match -> found.add(new Found(match, time)));
      complete.clear();
      return found;
    }
    while (true) {
      complete.removeIf(match -> isSkipped(first(match)));
      if (complete.isEmpty()) {
        return found;
      }
      Map<String, List<Event>> next = complete.stream().min(this::compare).orElseThrow();
      int began = first(next);
      if (partials().stream().anyMatch(start -> start < began && !isSkipped(start))) {
        return found;
      }
      complete.remove(next);
      skip(next);
      found.add(new Found(next, time));
    }
  }

  private boolean isSkipped(int place) {
    return skipped.stream().anyMatch(range -> range.test(place));
  }

  /** The places of the events with which partial matches began. */
  private List<Integer> partials() {
    Map<Object, Object> events = states.get("sharedBuffer-events");
    List<Integer> starts = new ArrayList<>();
    for (ComputationState partial : state.getPartialMatches()) {
      EventId id = partial.getStartEventID();
      if (id != null) {
        starts.add(places.get(((Lockable<?>) events.get(id)).getElement()));
      }
    }
    return starts;
  }

  private void skip(Map<String, List<Event>> match) {
    if (rule.skip() instanceof Skip.ToNext) {
      int first = first(match);
      skipped.add(place -> place == first);
    } else if (rule.skip() instanceof Skip.PastLast) {
      List<Integer> all = places(match);
      int last = all.get(all.size() - 1);
      skipped.add(place -> place <= last);
    } else {
      boolean toFirst = rule.skip() instanceof Skip.ToFirst;
      String step =
          rule.skip() instanceof Skip.ToFirst skip
              ? skip.step()
              : ((Skip.ToLast) rule.skip()).step();
      List<Event> events = match.getOrDefault(step, List.of());
      if (!events.isEmpty()) {
        int to = places.get(events.get(toFirst ? 0 : events.size() - 1));
        skipped.add(place -> place < to);
      }
    }
  }

  private List<Integer> places(Map<String, List<Event>> match) {
    return match.values().stream().flatMap(List::stream).map(places::get).sorted().toList();
  }

  private int first(Map<String, List<Event>> match) {
    return places(match).get(0);
  }

  /** The order in which matches are emitted, as the README defines it. */
  private int compare(Map<String, List<Event>> a, Map<String, List<Event>> b) {
    List<Integer> placesA = places(a);
    List<Integer> placesB = places(b);
    int order = Integer.compare(placesA.get(0), placesB.get(0));
    boolean ofSilence = rule.steps().get(rule.steps().size() - 1) instanceof Step.Absent;
    if (order == 0 && !ofSilence) {
      order = Integer.compare(placesA.get(placesA.size() - 1), placesB.get(placesB.size() - 1));
    }
    if (order == 0) {
      order = Integer.compare(placesB.size(), placesA.size());
    }
    for (int i = 0; order == 0 && i < placesA.size(); i++) {
      order = Integer.compare(placesA.get(i), placesB.get(i));
    }
    for (Iterator<Step.Expected> i = rule.expected().iterator(); order == 0 && i.hasNext(); ) {
      String step = i.next().name();
      order =
          Integer.compare(
              b.getOrDefault(step, List.of()).size(), a.getOrDefault(step, List.of()).size());
    }
    return order;
  }

  private KeyedStateStore store() {
    return (KeyedStateStore)
        Proxy.newProxyInstance(
            PlainCep.class.getClassLoader(),
            new Class<?>[] {KeyedStateStore.class},
            (proxy, method, args) -> {
              String name = ((StateDescriptor<?, ?>) args[0]).getName();
              return map(states.computeIfAbsent(name, n -> new HashMap<>()));
            });
  }

  private static Object map(Map<Object, Object> map) {
    return Proxy.newProxyInstance(
        PlainCep.class.getClassLoader(),
        new Class<?>[] {MapState.class},
        (proxy, method, args) ->
            switch (method.getName()) {
              case "get" -> map.get(args[0]);
              case "put" -> map.put(args[0], args[1]);
              case "putAll" -> {
                map.putAll((Map<?, ?>) args[0]);
                yield null;
              }
              case "clear" -> {
                map.clear();
                yield null;
              }
              case "remove" -> map.remove(args[0]);
              case "contains" -> map.containsKey(args[0]);
              case "entries" -> map.entrySet();
              case "keys" -> map.keySet();
              case "values" -> map.values();
              case "iterator" -> map.entrySet().iterator();
              case "isEmpty" -> map.isEmpty();
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  @Override
  public void close() {
    buffer.releaseCacheStatisticsTimer();
  }
}
