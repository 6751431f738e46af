package ai.colonycraft.realtime.rules.lint;

import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Step;
import ai.colonycraft.realtime.rules.cel.Issue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which event types can take a step.
 *
 * @param never why no event can, whatever its type
 * @param contradictions why an event of a type can't, by what the condition says
 * @param notSent the fields that it needs and that the platform doesn't send, by type
 * @param unknown types that the platform doesn't know
 */
record StepFit(
    Optional<Issue> never,
    Map<String, Issue> contradictions,
    Map<String, Set<String>> notSent,
    Set<String> unknown) {

  static StepFit of(Step step, Optional<Key> key) {
    Optional<Issue> never = step.where().contradiction(Optional.empty(), Optional.empty());
    Map<String, Issue> contradictions = new LinkedHashMap<>();
    Map<String, Set<String>> notSent = new LinkedHashMap<>();
    Set<String> unknown = new TreeSet<>();
    Set<String> needed = new TreeSet<>(step.where().mustHave());
    key.map(Key::fields).orElse(List.of()).stream()
        .flatMap(field -> field.known().stream())
        .forEach(field -> needed.add(field.jsonName()));
    if (step instanceof Step.Expected expected) {
      expected.measure().ifPresent(measure -> needed.addAll(fields(measure)));
    }
    for (String type : new TreeSet<>(step.types())) {
      if (never.isEmpty()) {
        step.where()
            .contradiction(Optional.of(type), Optional.empty())
            .ifPresent(issue -> contradictions.put(type, issue));
      }
      Set<String> missing = new TreeSet<>(needed);
      missing.removeIf(field -> Catalogue.sends(type, field));
      if (!missing.isEmpty()) {
        notSent.put(type, missing);
      }
      if (!Catalogue.knows(type)) {
        unknown.add(type);
      }
    }
    if (!contradictions.isEmpty() && contradictions.keySet().equals(step.types())) {
      never = contradictions.values().stream().findFirst();
    }
    return new StepFit(never, contradictions, notSent, unknown);
  }

  /** The fields that the platform knows without which no event is counted. */
  private static Set<String> fields(Measure measure) {
    Set<String> fields = new TreeSet<>();
    measure.of().flatMap(EventField::known).ifPresent(field -> fields.add(field.jsonName()));
    if (measure.kind() != Measure.Kind.SHARE) {
      fields.addAll(measure.where().mustHave());
    }
    return fields;
  }

  /**
   * Whether no event that the platform sends can take the step; of types unknown to it, all can.
   */
  boolean isInVain(Step step) {
    Set<String> left = new TreeSet<>(step.types());
    left.removeAll(contradictions.keySet());
    left.removeAll(notSent.keySet());
    return never.isPresent() || !step.types().isEmpty() && left.isEmpty();
  }
}
