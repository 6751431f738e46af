package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Issue;
import java.util.Optional;
import java.util.Set;

/** What one step says of itself: whether any event can take it, and of which types. */
final class StepLints {

  private final String path;
  private final Step step;
  private final StepFit fit;
  private final Notes notes;

  StepLints(int index, Step step, StepFit fit, Notes notes) {
    this.path = "steps[" + index + "]";
    this.step = step;
    this.fit = fit;
    this.notes = notes;
  }

  /** Takes whether it has been said already that nothing can begin a match with this step. */
  void lint(boolean cannotStart) {
    fit.unknown().forEach(this::unknown);
    if (fit.never().isPresent()) {
      notes.add(Lint.NEVER_HOLDS, path + ".where", fit.never().get(), consequence());
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

  private String consequence() {
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
        "no event of type %s can take the step: %s".formatted(type, why.message()));
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

  private void neverBegins(String name, Issue why) {
    String message =
        "no event can be the first of %s, since this asks for one that %s took before; write size(%s) == 0 || (…)"
            .formatted(name, name, name);
    notes.add(Lint.NEVER_BEGINS, path + ".where", new Issue(why.line(), why.column(), message), "");
  }
}
