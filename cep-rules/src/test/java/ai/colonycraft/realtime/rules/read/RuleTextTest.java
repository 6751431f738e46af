package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.rules.Rule;
import java.util.Collection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that are put to rest and back by their text. */
class RuleTextTest {

  private static final String RULE =
      """
      # a comment: enabled: false
      id: r
      description: |
        Has a line that says
        enabled: maybe
      key: userId
      within: 5 min
      severity: info
      steps:
        - {name: a, type: login}
      notification: {title: t, message: m}
      """;

  static Collection<String> shipped() {
    return ShippedRules.texts().values();
  }

  @Test
  void restingAndBackIsTheSameText() throws Exception {
    String resting = RuleText.toggled(RuleReader.read("r", RULE)).orElseThrow();

    Rule read = RuleReader.read("r", resting);
    assertThat(read.enabled()).isFalse();
    assertThat(RuleText.toggled(read)).hasValue(RULE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled: true\n",
        "enabled : true # it is\n",
        "enabled: true",
        "enabled:  true  \n"
      })
  void aLineThatIsThereIsReplaced(String line) throws Exception {
    Rule rule = RuleReader.read("r", RULE + line);

    Rule resting = RuleReader.read("r", RuleText.toggled(rule).orElseThrow());

    assertThat(resting.enabled()).isFalse();
    assertThat(RuleReader.read("r", RuleText.toggled(resting).orElseThrow()).enabled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: r, key: userId, within: 5 min, severity: info, steps: [{name: a, type: b}],"
            + " notification: {title: t, message: m}}",
        "\"enabled\": true\n" + RULE,
        RULE + "...\n",
        "enabled:\n  true\n" + RULE
      })
  void aTextOfAnotherFormIsLeftAlone(String text) throws Exception {
    assertThat(RuleText.toggled(RuleReader.read("r", text))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedRuleCanRest(String text) throws Exception {
    Optional<String> resting = RuleText.toggled(RuleReader.read("r", text));

    assertThat(resting).hasValue(text + "enabled: false\n");
  }

  @Test
  void theVersionIsThatOfTheText() {
    assertThat(RuleText.version("")).isEqualTo("e3b0c442");
    assertThat(RuleText.version(RULE)).isNotEqualTo(RuleText.version(RULE + "\n"));
  }
}
