package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNode;

/**
 * What one rule remembers of one key: the states of flink-cep's automaton, and the maps of its
 * shared buffer. Mutable, and used only together with the {@link RuleMatcher} of the same rule.
 */
public final class PartialMatches {

  final NFAState nfa;
  final Map<EventId, Lockable<Event>> events;
  final Map<NodeId, Lockable<SharedBufferNode>> nodes;
  final Map<Long, Integer> counts;

  PartialMatches(NFAState nfa) {
    this(nfa, new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  PartialMatches(
      NFAState nfa,
      Map<EventId, Lockable<Event>> events,
      Map<NodeId, Lockable<SharedBufferNode>> nodes,
      Map<Long, Integer> counts) {
    this.nfa = nfa;
    this.events = events;
    this.nodes = nodes;
    this.counts = counts;
  }

  /**
   * Event ids are a time and a number within it: the numbers of past times are not needed any more.
   * flink-cep does the same when time passes.
   */
  void forgetTimesBefore(long time) {
    if (!counts.isEmpty()) {
      counts.keySet().removeIf(past -> past < time);
    }
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
