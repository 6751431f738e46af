package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNode;

/**
 * What one rule remembers of one key: the states of flink-cep's automaton, the maps of its shared
 * buffer, and what counting steps have counted. Mutable, and used only together with the {@link
 * RuleMatcher} of the same rule.
 */
public final class PartialMatches {

  /** The only key of {@link #counts}; in states of earlier versions the keys are times. */
  private static final Long NEXT = Long.MIN_VALUE;

  /** Its complete matches, which are held back, are in the order of one matcher at a time. */
  NFAState nfa;

  final Map<EventId, Lockable<Event>> events;
  final Map<NodeId, Lockable<SharedBufferNode>> nodes;
  final Map<Long, Integer> counts;

  /** Of the counting steps, by step; empty if the rule has none. */
  final Tally[] tallies;

  PartialMatches(NFAState nfa, Tally[] tallies) {
    this(nfa, new HashMap<>(), new HashMap<>(), new HashMap<>(), tallies);
  }

  PartialMatches(
      NFAState nfa,
      Map<EventId, Lockable<Event>> events,
      Map<NodeId, Lockable<SharedBufferNode>> nodes,
      Map<Long, Integer> counts,
      Tally[] tallies) {
    this.nfa = nfa;
    this.events = events;
    this.nodes = nodes;
    this.counts = counts;
    this.tallies = tallies;
  }

  /** These with what counting steps have counted. */
  PartialMatches with(Tally[] counted) {
    return new PartialMatches(nfa, events, nodes, counts, counted);
  }

  /**
   * The number of the next event. flink-cep identifies an event by its time and a number: the
   * number alone never repeats, so that no event replaces one that is kept, in whatever order they
   * come.
   */
  int nextNumber() {
    Integer next = counts.get(NEXT);
    if (next != null) {
      return next;
    }
    // Earlier versions numbered the events of each time, and forgot the times that were past.
    return events.keySet().stream().mapToInt(EventId::getId).max().orElse(-1) + 1;
  }

  void nextNumber(int next) {
    if (!counts.containsKey(NEXT)) {
      counts.clear();
    }
    counts.put(NEXT, next);
  }

  /** From now on complete matches that are held back are in this order. */
  void order(Comparator<ComputationState> order) {
    if (nfa.getCompletedMatches() instanceof PriorityQueue<ComputationState> queue
        && queue.comparator() == order) {
      return;
    }
    Queue<ComputationState> completed = new PriorityQueue<>(order);
    completed.addAll(nfa.getCompletedMatches());
    nfa = new NFAState(nfa.getPartialMatches(), completed);
  }

  /** How many matches have begun and are not complete. */
  public int size() {
    // One state is always there: that from which the next match begins.
    return nfa.getPartialMatches().size() - 1 + nfa.getCompletedMatches().size();
  }

  /** Events that are kept for them. */
  public int events() {
    return events.size();
  }

  /** Nodes that are kept for them: an event is one in each step that it took. */
  public int nodes() {
    return nodes.size();
  }
}
