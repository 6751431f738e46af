package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Resolve;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.time.TimerService;

/**
 * Runs one rule, with flink-cep's automaton, over the events of any number of keys. What it
 * remembers of a key is outside of it, in {@link PartialMatches}. Events of a key must come in the
 * order of time. Not thread-safe.
 */
// Closing a buffer's accessor is declared to throw whatever it likes.
@SuppressWarnings("try")
public final class RuleMatcher {

  /** Rules know event time alone. */
  private static final TimerService NO_CLOCK =
      () -> {
        throw new UnsupportedOperationException("a rule's condition has no clock");
      };

  private final Rule rule;
  private final NFA<Event> nfa;
  private final AfterMatchSkipStrategy skip;
  private final Set<String> types;
  private final CandidateSteps outlook;
  private final MatchOrder order;

  /** Null if no event ends an incident. */
  private final Resolve resolve;

  /**
   * A matcher of a rule.
   *
   * @throws MalformedPatternException if flink-cep knows no such pattern
   */
  public RuleMatcher(Rule rule) {
    this.rule = rule;
    this.outlook = new CandidateSteps(rule);
    this.nfa = compile(rule, outlook);
    this.order = new MatchOrder(rule);
    this.skip = Patterns.skip(rule.skip());
    this.types = types(rule);
    this.resolve = rule.lifecycle().resolve().orElse(null);
  }

  private static NFA<Event> compile(Rule rule, CandidateSteps outlook) {
    Pattern<Event, Event> pattern = Patterns.of(rule, outlook);
    try {
      return NFACompiler.compileFactory(pattern, false).createNFA();
    } catch (MalformedPatternException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new MalformedPatternException("flink-cep fails to compile these steps: " + e);
    }
  }

  private static Set<String> types(Rule rule) {
    Set<String> types = new TreeSet<>();
    for (Step step : rule.steps()) {
      if (step.types().isEmpty()) {
        return Set.of();
      }
      types.addAll(step.types());
    }
    return types;
  }

  /** The rule. */
  public Rule rule() {
    return rule;
  }

  /** How many evaluations of its conditions had an error since the last call. */
  public long takeConditionErrors() {
    long errors = 0;
    for (Step step : rule.steps()) {
      errors += step.where().takeErrors();
      if (step instanceof Step.Expected expected) {
        errors += expected.until().map(Condition::takeErrors).orElse(0L);
        errors += expected.measure().map(m -> m.where().takeErrors()).orElse(0L);
      }
    }
    if (resolve != null) {
      errors += resolve.where().takeErrors();
    }
    return errors;
  }

  /** How many keys' usual values were not learnt since the last call: too many others are. */
  public long takeUnlearnt() {
    return outlook.counting().takeUnlearnt();
  }

  /** The event types of its steps; empty for all. */
  public Set<String> types() {
    return types;
  }

  /** The event types that it can use, those that end incidents too; empty for all. */
  public Set<String> allTypes() {
    if (types.isEmpty()) {
      return types;
    }
    Set<String> all = new TreeSet<>(types);
    rule.lifecycle().resolve().ifPresent(resolve -> all.addAll(resolve.types()));
    return all;
  }

  /** Whether an event can end incidents of its key. */
  public boolean resolves(Event event) {
    return resolve != null && resolve.fits(event);
  }

  /**
   * Whether an event can make a difference to any match of this rule. Where nothing may come
   * between two events, and where a loop stands before what must not come at the end, each event of
   * the rule's types can; otherwise only one that may take a step or end a loop.
   */
  public boolean concerns(Event event) {
    return (types.isEmpty() || types.contains(event.type())) && outlook.concerns(event);
  }

  /**
   * Whether a match can begin with an event, or something is learnt from it. Without partial
   * matches all others are in vain.
   */
  public boolean canStart(Event event) {
    return outlook.canStart(event);
  }

  /** Nothing has begun. */
  public PartialMatches start() {
    return new PartialMatches(nfa.createInitialNFAState(), outlook.counting().start());
  }

  /**
   * Whether an incident of the rule is open for the key whose events come next: nothing is learnt
   * from the periods of such events.
   */
  public void disturbed(boolean isDisturbed) {
    outlook.counting().disturbed(isDisturbed);
  }

  /** These partial matches were restored, and are used from now on. */
  public void restored(PartialMatches matches) {
    outlook.counting().account(matches, 1);
  }

  /** These partial matches are used no longer, although their time is not up. */
  public void dropped(PartialMatches matches) {
    outlook.counting().account(matches, -1);
  }

  /**
   * Takes the next event of a key, and, if it can make a difference, first lets its time pass.
   *
   * @return the matches that it, or the time, completed
   */
  public List<Match> process(PartialMatches matches, MatchBuffer buffer, String key, Event event) {
    if (!outlook.look(event, matches)) {
      return List.of();
    }
    try (SharedBufferAccessor<Event> accessor = access(matches, buffer)) {
      List<Match> found = new ArrayList<>();
      if (nextTimeout(matches) <= event.timestamp()) {
        found.addAll(advance(accessor, matches, key, event.timestamp()));
      }
      Event seen = outlook.measured(event);
      Collection<Map<String, List<Event>>> complete =
          nfa.process(accessor, matches.nfa, seen, event.timestamp(), skip, NO_CLOCK);
      for (Map<String, List<Event>> steps : complete) {
        found.add(new Match(rule, key, steps, completedAt(steps, event.timestamp())));
      }
      // Not of matches that time completes, which may pass for the key at an event or before it.
      if (!complete.isEmpty()) {
        outlook.counting().leaveOut(matches);
      }
      return found;
    } catch (Exception e) {
      throw new IllegalStateException("rule " + rule.id() + " failed at " + event, e);
    }
  }

  /**
   * Lets time pass: partial matches that are over end, and those complete that waited for something
   * not to come.
   *
   * @param time no event before it is to come
   */
  public List<Match> advance(PartialMatches matches, MatchBuffer buffer, String key, long time) {
    try (SharedBufferAccessor<Event> accessor = access(matches, buffer)) {
      return advance(accessor, matches, key, time);
    } catch (Exception e) {
      throw new IllegalStateException("rule " + rule.id() + " failed at time " + time, e);
    }
  }

  private SharedBufferAccessor<Event> access(PartialMatches matches, MatchBuffer buffer) {
    SharedBufferAccessor<Event> accessor = buffer.of(matches);
    order.in(accessor);
    matches.order(order);
    return accessor;
  }

  private List<Match> advance(
      SharedBufferAccessor<Event> accessor, PartialMatches matches, String key, long time)
      throws Exception {
    List<Match> found = new ArrayList<>();
    for (Map<String, List<Event>> steps : nfa.advanceTime(accessor, matches.nfa, time, skip).f0) {
      found.add(new Match(rule, key, steps, completedAt(steps, time)));
    }
    outlook.counting().advance(matches, time);
    return found;
  }

  /**
   * When a match was complete that is found at a time: by its last event, which may be long past if
   * the match was held back, or, if it waited for something not to come, when the time was up.
   */
  private long completedAt(Map<String, List<Event>> steps, long time) {
    Match match = new Match(rule, "", steps, time);
    Step last = rule.steps().get(rule.steps().size() - 1);
    return last instanceof Step.Absent
        ? Math.min(time, match.first().timestamp() + rule.within().toMillis())
        : match.last().timestamp();
  }

  /**
   * When the oldest partial match, or what was counted, is over; {@link Long#MAX_VALUE} if there is
   * neither.
   */
  public long nextTimeout(PartialMatches matches) {
    return Math.min(oldestOver(matches), outlook.counting().nextTimeout(matches));
  }

  private long oldestOver(PartialMatches matches) {
    // The queue's head is the one that began first; the one that has not begun is last.
    ComputationState oldest = matches.nfa.getPartialMatches().peek();
    return oldest == null || oldest.getStartEventID() == null
        ? Long.MAX_VALUE
        : oldest.getStartTimestamp() + rule.within().toMillis();
  }

  /**
   * Gives up the oldest partial matches beyond a limit.
   *
   * @return how many were given up
   */
  public int shrink(PartialMatches matches, MatchBuffer buffer, int limit) {
    int over = matches.nfa.getPartialMatches().size() - 1 - limit;
    if (over <= 0) {
      return 0;
    }
    PriorityQueue<ComputationState> kept =
        new PriorityQueue<>(NFAState.COMPUTATION_STATE_COMPARATOR);
    kept.addAll(matches.nfa.getPartialMatches());
    try (SharedBufferAccessor<Event> accessor = buffer.of(matches)) {
      for (int i = 0; i < over; i++) {
        ComputationState oldest = kept.remove();
        accessor.releaseNode(oldest.getPreviousBufferEntry(), oldest.getVersion());
      }
    } catch (Exception e) {
      throw new IllegalStateException("rule " + rule.id() + " could not be bounded", e);
    }
    matches.nfa.setNewPartialMatches(kept);
    return over;
  }
}
