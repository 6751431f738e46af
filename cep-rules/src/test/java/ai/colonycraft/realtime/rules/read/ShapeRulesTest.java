package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused of events in any order, and of times between events. */
class ShapeRulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allOf: [{type: a}] | steps[1].allOf: expected a list of 2 to 6 events",
        "allOf: {type: a} | steps[1].allOf: expected a list of 2 to 6 events",
        "'allOf: [{type: a}, {typ: b}]' | steps[1].allOf[1].typ: no such key; the nearest is type",
        "'allOf: [{type: a}, {type: b}], type: c' | steps[1].type: means nothing beside allOf",
        "'allOf: [{type: a}, {type: b}], times: 2' | steps[1].times: means nothing beside allOf",
        "'allOf: [{type: a}, {type: b}], count: {at least: 2}' |"
            + " steps[1].count: means nothing beside allOf",
        "'allOf: [{type: a}, {where: this.tokens > first.tokens}]' |"
            + " steps[1].allOf[1].where: nothing is called first here",
        "'within: 5 s, after: 5 s' | steps[1].after: expected less than within",
        "within: 5 | steps[1].within: expected a duration with its unit",
        "'contiguity: notFollowedBy, within: 5 s' |"
            + " steps[1].within: means nothing to a step that must not come"
      })
  void refuses(String step, String message) {
    refused("{name: first, type: b}, {name: it, %s}".formatted(step), message);
  }

  @ParameterizedTest
  @CsvSource({"within: 5 s", "after: 5 s"})
  void refusesATimeBeforeTheFirstEvent(String time) {
    refused("{name: first, type: b, %s}".formatted(time), "means nothing to the first event");
  }

  private static void refused(String steps, String message) {
    String text =
        """
        {id: r, key: userId, within: 5 min, severity: info, steps: [%s],
         notification: {title: t, message: m}}
        """
            .formatted(steps);
    assertThatThrownBy(() -> RuleReader.read("a.yaml", text))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessageContaining(message);
  }
}
