package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.FieldText;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.explain.Picture;
import ai.colonycraft.realtime.rules.explain.Words;
import ai.colonycraft.realtime.rules.lint.Linter;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleText;
import java.util.Optional;

/**
 * What the text of a rule says of it, for people.
 *
 * @param id the rule's id
 * @param version of the text
 * @param rule empty if the text is refused
 * @param refusal why it is; empty if it is not
 * @param explanation in words and as a picture; empty if the text is refused
 * @param toggled the text that puts it to rest, or back; empty if that can't be written
 */
record RuleDescription(
    String id,
    String version,
    Optional<Rule> rule,
    String refusal,
    String explanation,
    Optional<String> toggled) {

  /** Longer texts are cut, so that a record stays far below Kafka's limit. */
  private static final int MAX_TEXT = 50_000;

  private static final int MAX_WORDS = 1_000;

  /** Describes a text. */
  static RuleDescription of(RuleUpdate update) {
    Verdict verdict = Verdict.of(update);
    Optional<Rule> rule = verdict.matcher().map(RuleMatcher::rule);
    return new RuleDescription(
        update.id(),
        RuleText.version(update.text()),
        rule,
        verdict.refusal().orElse(""),
        rule.map(RuleDescription::explain).orElse(""),
        rule.flatMap(RuleText::toggled).filter(text -> text.length() <= MAX_TEXT));
  }

  /** As {@code rules explain} prints it. */
  private static String explain(Rule rule) {
    try {
      return FieldText.cut(Words.of(rule, Linter.RATE) + "\n" + Picture.TEXT.of(rule), MAX_TEXT);
    } catch (RuntimeException | StackOverflowError e) {
      return "It can't be explained: " + e;
    }
  }

  /** The record for the topic of states. */
  Outbound record(String topic, boolean suspended, RuleDay day) {
    return Outbound.json(
        topic,
        "rule/" + id,
        json -> {
          json.writeStringField("rule", id);
          json.writeStringField("version", version);
          json.writeStringField("state", state(suspended));
          json.writeStringField("why", FieldText.cut(why(suspended, day), MAX_WORDS));
          if (rule.isPresent()) {
            json.writeStringField(
                "description", FieldText.cut(rule.get().description(), MAX_WORDS));
            json.writeStringField("severity", rule.get().severity().word());
            json.writeStringField("key", FieldText.cut(rule.get().key().word(), MAX_WORDS));
            json.writeStringField("within", Durations.words(rule.get().within()));
          }
          json.writeStringField("explanation", explanation);
          if (toggled.isPresent()) {
            json.writeStringField("toggled", toggled.get());
          }
          if (!day.failure().isEmpty()) {
            json.writeObjectFieldStart("failure");
            json.writeNumberField("at", day.failedAt());
            json.writeStringField("message", FieldText.cut(day.failure(), MAX_WORDS));
            json.writeEndObject();
          }
        });
  }

  private String state(boolean suspended) {
    if (rule.isEmpty()) {
      return "refused";
    }
    if (!rule.get().enabled()) {
      return "resting";
    }
    return suspended ? "suspended" : "active";
  }

  private String why(boolean suspended, RuleDay day) {
    return switch (state(suspended)) {
      case "refused" ->
          refusal + " If there was a version before this text, that one stays in force.";
      case "resting" -> "Its text has enabled: false.";
      case "suspended" ->
          "It failed %d times, last %s. It matches nothing until its text changes."
              .formatted(RuleFailure.LIMIT, day.failure());
      default -> "";
    };
  }
}
