package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.Optional;
import org.apache.flink.cep.pattern.MalformedPatternException;

/**
 * What a record of the topic of rules comes to, the same wherever it is asked: a rule, a deletion
 * (neither), or a refusal with its reason.
 */
record Verdict(Optional<RuleMatcher> matcher, Optional<String> refusal) {

  static Verdict of(RuleUpdate update) {
    if (update.id().isEmpty()) {
      return refused("A record needs its rule's id as its key.");
    }
    if (update.text() == null) {
      return new Verdict(Optional.empty(), Optional.empty());
    }
    try {
      Rule rule = RuleReader.read("cep-rules", update.text());
      if (!rule.id().equals(update.id())) {
        return refused(
            "Its key is %s and its id is %s: expected one and the same."
                .formatted(update.id(), rule.id()));
      }
      return new Verdict(Optional.of(new RuleMatcher(rule)), Optional.empty());
    } catch (InvalidRuleException | MalformedPatternException e) {
      return refused(e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      return refused("It can't be read: " + e);
    }
  }

  private static Verdict refused(String reason) {
    return new Verdict(Optional.empty(), Optional.of(reason));
  }
}
