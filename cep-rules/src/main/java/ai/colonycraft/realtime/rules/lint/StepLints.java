package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Issue;
import java.util.Optional;
import java.util.Set;

/**
 * Checks of one step alone: whether any event can take it, and of which types. What ends an
 * incident is checked like a step.
 */
final class StepLints {

  private final String path;
  private final Step step;
  private final StepFit fit;
  private final Notes notes;
  private final String inVain;

  StepLints(int index, Step step, StepFit fit, Notes notes) {
    this("steps[" + index + "]", step, fit, notes, consequence(step));
  }

  private StepLints(String path, Step step, StepFit fit, Notes notes, String inVain) {
    this.path = path;
    this.step = step;
    this.fit = fit;
    this.notes = notes;
    this.inVain = inVain;
  }

  /** Checks of what ends an incident. */
  static StepLints ofResolve(Step step, StepFit fit, Notes notes) {
    return new StepLints("resolve", step, fit, notes, "; so no event ends an incident");
  }

  /** Takes whether it has been said already that nothing can begin a match with this step. */
  void lint(boolean cannotStart) {
    fit.unknown().forEach(this::unknown);
    if (fit.never().isPresent()) {
      notes.add(Lint.NEVER_HOLDS, path + ".where", fit.never().get(), inVain);
      return;
    }
    fit.contradictions().forEach(this::neverFits);
    if (!cannotStart) {
      fit.notSent().forEach((type, fields) -> fields.forEach(field -> notSent(type, field)));
    }
    if (step instanceof Step.Expected expected) {
      loop(expected);
    }
  }

  private static String consequence(Step step) {
    if (step instanceof Step.Absent) {
      return "; so the step forbids nothing";
    }
    return ((Step.Expected) step).optional()
        ? "; so the step is always left out"
        : "; so the rule never matches";
  }

  private void unknown(String type) {
    notes.add(
        Lint.UNKNOWN_TYPE,
        path + ".type",
        "the platform knows no events of type %s; the nearest is %s"
            .formatted(type, Catalogue.nearest(type)));
  }

  private void neverFits(String type, Issue why) {
    notes.add(
        Lint.TYPE_NEVER_FITS,
        path + ".type",
        "no event of type %s fits: %s".formatted(type, why.message()));
  }

  private void notSent(String type, String field) {
    String message =
        "the platform sends no %s with events of type %s; %s"
            .formatted(field, type, Catalogue.senders(Set.of(field)));
    Optional<Issue> inCondition =
        step.where().mustHave().contains(field)
            ? step.where().issueAt(field, message)
            : Optional.empty();
    inCondition.ifPresentOrElse(
        issue -> notes.add(Lint.NOT_SENT, path + ".where", issue, ""),
        () -> notes.add(Lint.NOT_SENT, path + ".type", "the rule's key: " + message));
  }

  private void loop(Step.Expected loop) {
    loop.measure().ifPresent(this::counted);
    Optional<String> name = Optional.of(loop.name());
    if (loop.isList()) {
      loop.where()
          .contradiction(Optional.empty(), name)
          .ifPresent(issue -> neverBegins(loop.name(), issue));
    }
    loop.until()
        .flatMap(until -> until.contradiction(Optional.empty(), Optional.empty()))
        .ifPresent(
            issue ->
                notes.add(Lint.NEVER_HOLDS, path + ".until", issue, "; so nothing ends the loop"));
  }

  private void counted(Measure measure) {
    measure
        .where()
        .contradiction(Optional.empty(), Optional.empty())
        .ifPresent(
            issue ->
                notes.add(
                    Lint.NEVER_HOLDS,
                    path + "." + measure.kind().word() + ".where",
                    issue,
                    "; so no event is counted"));
  }

  private void neverBegins(String name, Issue why) {
    String message =
        "no event can be the first of %s, since this asks for one that %s took before; write size(%s) == 0 || (…)"
            .formatted(name, name, name);
    notes.add(Lint.NEVER_BEGINS, path + ".where", new Issue(why.line(), why.column(), message), "");
  }
}
