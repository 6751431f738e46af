package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.explain.Chart.Edge;
import ai.colonycraft.realtime.rules.explain.Chart.Kind;
import ai.colonycraft.realtime.rules.explain.Chart.State;
import java.util.ArrayList;
import java.util.List;

/** Draws up the chart of a rule, step by step. */
final class ChartBuilder {

  private final Rule rule;
  private final List<State> states = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  /** The states from which the next step can be taken; more than one after an optional step. */
  private final List<String> sources = new ArrayList<>();

  /** Steps that must not come before the next one. */
  private final List<Step.Absent> forbidden = new ArrayList<>();

  private ChartBuilder(Rule rule) {
    this.rule = rule;
  }

  static Chart of(Rule rule) {
    return new ChartBuilder(rule).chart();
  }

  private Chart chart() {
    state(Chart.BEGIN, "nothing yet");
    sources.add(Chart.BEGIN);
    List<Step> steps = rule.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Expected step) {
        take(step, i == steps.size() - 1);
      } else {
        forbidden.add((Step.Absent) steps.get(i));
      }
    }
    if (!forbidden.isEmpty()) {
      silence();
    }
    state(Chart.MATCH, Words.notice(rule));
    if (rule.isOfIncidents()) {
      ending();
    }
    return new Chart(states, edges);
  }

  private void state(String name, String meaning) {
    states.add(new State(name, meaning));
  }

  private void take(Step.Expected step, boolean last) {
    String to = last ? Chart.MATCH : step.name();
    for (String from : sources) {
      edges.add(new Edge(Kind.TAKE, from, to, Words.event(step)));
      if (!from.equals(Chart.BEGIN)) {
        waiting(from, step);
      }
    }
    forbidden.clear();
    if (!last) {
      state(step.name(), Words.taken(step));
      again(step);
    }
    if (!step.optional()) {
      sources.clear();
    } else if (last) {
      sources.forEach(from -> edges.add(new Edge(Kind.TAKE, from, to, List.of("at once"))));
    }
    sources.add(to);
  }

  /** What happens in a state that waits for a step, but for its being taken. */
  private void waiting(String from, Step.Expected next) {
    for (Step.Absent step : forbidden) {
      edges.add(new Edge(Kind.GIVE_UP, from, Chart.GIVEN_UP, Words.event(step)));
    }
    switch (next.contiguity()) {
      case NEXT ->
          edges.add(
              new Edge(
                  Kind.GIVE_UP,
                  from,
                  Chart.GIVEN_UP,
                  List.of("any other event of the rule's types")));
      case FOLLOWED_BY ->
          edges.add(new Edge(Kind.WAIT, from, from, List.of("other events change nothing")));
      case FOLLOWED_BY_ANY ->
          edges.add(
              new Edge(
                  Kind.WAIT,
                  from,
                  from,
                  List.of(
                      "waits on too, for others of " + next.name() + " in matches of their own")));
    }
    edges.add(new Edge(Kind.TIME, from, Chart.GIVEN_UP, List.of(timeIsUp())));
  }

  private void again(Step.Expected step) {
    if (step.quantifier() instanceof Quantifier.AtLeast
        || step.quantifier() instanceof Quantifier.Between) {
      List<String> words = new ArrayList<>();
      words.add("another " + Words.types(step));
      if (step.quantifier() instanceof Quantifier.Between between) {
        words.add("up to " + between.to() + " in all");
      }
      if (step.inner() == Contiguity.NEXT) {
        words.add("with none of the rule's types between");
      }
      step.until().ifPresent(until -> words.add("until " + until.source()));
      edges.add(new Edge(Kind.AGAIN, step.name(), step.name(), words));
    }
  }

  /** At the end, it is a match that something does not come. */
  private void silence() {
    for (String from : sources) {
      for (Step.Absent step : forbidden) {
        edges.add(new Edge(Kind.GIVE_UP, from, Chart.GIVEN_UP, Words.event(step)));
      }
      edges.add(new Edge(Kind.WAIT, from, from, List.of("other events change nothing")));
      edges.add(new Edge(Kind.TIME, from, Chart.MATCH, List.of(timeIsUp())));
    }
  }

  private void ending() {
    rule.lifecycle()
        .resolve()
        .ifPresent(
            resolve ->
                edges.add(new Edge(Kind.TAKE, Chart.MATCH, Chart.OVER, Words.recovery(resolve))));
    edges.add(
        new Edge(
            Kind.TIME,
            Chart.MATCH,
            Chart.OVER,
            List.of(Durations.words(rule.lifecycle().expires()) + " after the last match")));
    state(Chart.OVER, Chart.OVER);
  }

  private String timeIsUp() {
    return Durations.words(rule.within()) + " after the first event";
  }
}
