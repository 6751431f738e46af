package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;

/**
 * The order in which complete matches of a rule are emitted. flink-cep orders them by their first
 * event alone, so that of several with the same one it emits any first, and where the rule skips,
 * that one only. Here follows the one that ended first, then the one of most events, then the one
 * whose events came first, and last the one whose earlier steps took more of them. Not thread-safe.
 */
final class MatchOrder implements Comparator<ComputationState> {

  private final List<String> steps;

  /** Whether matches end when their time is up, so that those with one first event end together. */
  private final boolean endsInSilence;

  private SharedBufferAccessor<Event> accessor;

  MatchOrder(Rule rule) {
    steps = rule.expected().map(Step.Expected::name).toList();
    endsInSilence = rule.steps().get(rule.steps().size() - 1) instanceof Step.Absent;
  }

  /** From now on the matches compared are in this buffer. */
  void in(SharedBufferAccessor<Event> buffer) {
    accessor = buffer;
  }

  @Override
  public int compare(ComputationState a, ComputationState b) {
    int byFirst = NFAState.COMPUTATION_STATE_COMPARATOR.compare(a, b);
    return byFirst != 0 ? byFirst : compareEvents(events(a), events(b));
  }

  private Map<String, List<EventId>> events(ComputationState match) {
    return accessor.extractPatterns(match.getPreviousBufferEntry(), match.getVersion()).get(0);
  }

  private int compareEvents(Map<String, List<EventId>> a, Map<String, List<EventId>> b) {
    List<EventId> inA = inOrder(a);
    List<EventId> inB = inOrder(b);
    int order = endsInSilence ? 0 : inA.get(inA.size() - 1).compareTo(inB.get(inB.size() - 1));
    if (order == 0) {
      order = Integer.compare(inB.size(), inA.size());
    }
    for (int i = 0; order == 0 && i < inA.size(); i++) {
      order = inA.get(i).compareTo(inB.get(i));
    }
    for (int i = 0; order == 0 && i < steps.size(); i++) {
      order = Integer.compare(count(b, steps.get(i)), count(a, steps.get(i)));
    }
    return order;
  }

  private static List<EventId> inOrder(Map<String, List<EventId>> match) {
    List<EventId> all = new ArrayList<>();
    match.values().forEach(all::addAll);
    all.sort(null);
    return all;
  }

  private static int count(Map<String, List<EventId>> match, String step) {
    return match.getOrDefault(step, List.of()).size();
  }
}
