package ai.colonycraft.realtime.rules.lint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found in steps that count, and in keys of several fields. */
class CountingLintTest {

  private static List<String> found(String key, String step) {
    String text =
        """
        id: r
        key: %s
        within: 5 min
        severity: warning
        steps:
          - {name: it, %s}
        notification: {title: "${it.measured}", message: m}
        """
            .formatted(key, step);
    return Linter.lint(RuleReader.draft("a.yaml", text), Linter.RATE).stream()
        .map(finding -> finding.lint().word() + " " + finding.problem().field())
        .toList();
  }

  @Test
  void findsNothingInAGoodStep() {
    assertThat(
            found(
                "[service, region]",
                "type: http_request, share: {at least: 20 %, where: this.statusCode >= 500}"))
        .isEmpty();
  }

  @Test
  void findsACountOfWhatNeverHolds() {
    assertThat(
            found(
                "service",
                "type: http_request, count: {at least: 2, where: this.statusCode > 3 &&"
                    + " this.statusCode < 4}"))
        .containsExactly("never-holds steps[0].count.where");
  }

  @Test
  void findsAFieldThatIsNeverSent() {
    assertThat(found("service", "type: http_request, sum: {of: tokens, at least: 2}"))
        .containsExactly("cannot-start steps[0].type");
    assertThat(found("[service, colonyId]", "type: http_request, count: {at least: 2}"))
        .containsExactly("cannot-start steps[0].type");
  }
}
