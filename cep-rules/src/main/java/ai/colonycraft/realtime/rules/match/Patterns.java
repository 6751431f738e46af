package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.pattern.Pattern;

/** Rules as patterns of flink-cep, step for step. */
public final class Patterns {

  private Patterns() {}

  /**
   * The pattern of a rule. It can be serialized, and given to {@code CEP.pattern} in a job of its
   * own too, over events of the rule's types keyed by the rule's key.
   *
   * @throws MalformedPatternException if flink-cep knows no such pattern, as of a rule that counts
   */
  public static Pattern<Event, Event> of(Rule rule) {
    if (rule.isCounting()) {
      throw new MalformedPatternException("only RuleMatcher runs a rule with a step that counts");
    }
    return of(rule, new CandidateSteps(rule));
  }

  /** The same, for events that the outlook looks at before the pattern does. */
  static Pattern<Event, Event> of(Rule rule, CandidateSteps outlook) {
    Pattern<Event, Event> pattern = null;
    try {
      for (int i = 0; i < rule.steps().size(); i++) {
        pattern = plus(pattern, rule, i, outlook);
      }
      return pattern.within(rule.within());
    } catch (UnsupportedOperationException | IllegalStateException e) {
      throw new MalformedPatternException(e.getMessage());
    }
  }

  private static Pattern<Event, Event> plus(
      Pattern<Event, Event> before, Rule rule, int index, CandidateSteps outlook) {
    Step step = rule.steps().get(index);
    if (step instanceof Step.Absent) {
      return before.notFollowedBy(step.name()).where(StepCondition.where(rule, index, outlook));
    }
    Step.Expected expected = (Step.Expected) step;
    Pattern<Event, Event> pattern =
        before == null
            ? Pattern.begin(expected.name(), skip(rule.skip()))
            : switch (expected.contiguity()) {
              case NEXT -> before.next(expected.name());
              case FOLLOWED_BY -> before.followedBy(expected.name());
              case FOLLOWED_BY_ANY -> before.followedByAny(expected.name());
            };
    pattern = quantified(pattern.where(StepCondition.where(rule, index, outlook)), expected);
    if (expected.until().isPresent()) {
      pattern = pattern.until(StepCondition.until(rule, index));
    }
    if (expected.greedy()) {
      pattern = pattern.greedy();
    }
    return expected.optional() ? pattern.optional() : pattern;
  }

  private static Pattern<Event, Event> quantified(
      Pattern<Event, Event> pattern, Step.Expected step) {
    Quantifier quantifier = step.quantifier();
    if (!quantifier.isMany()) {
      return pattern;
    }
    Pattern<Event, Event> many;
    if (quantifier instanceof Quantifier.Exactly exactly) {
      many = pattern.times(exactly.times());
    } else if (quantifier instanceof Quantifier.Between between) {
      many = pattern.times(between.from(), between.to());
    } else {
      int times = ((Quantifier.AtLeast) quantifier).times();
      many = times == 1 ? pattern.oneOrMore() : pattern.timesOrMore(times);
    }
    if (step.inner() == Contiguity.NEXT) {
      return many.consecutive();
    }
    return step.inner() == Contiguity.FOLLOWED_BY_ANY ? many.allowCombinations() : many;
  }

  /** A rule's skip as flink-cep has it. */
  static AfterMatchSkipStrategy skip(Skip skip) {
    if (skip instanceof Skip.None) {
      return AfterMatchSkipStrategy.noSkip();
    } else if (skip instanceof Skip.ToNext) {
      return AfterMatchSkipStrategy.skipToNext();
    } else if (skip instanceof Skip.ToFirst first) {
      return AfterMatchSkipStrategy.skipToFirst(first.step());
    } else if (skip instanceof Skip.ToLast last) {
      return AfterMatchSkipStrategy.skipToLast(last.step());
    }
    return AfterMatchSkipStrategy.skipPastLastEvent();
  }
}
