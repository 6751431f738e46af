package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that count, and keys of any fields, as they are read. */
class CountingRulesTest {

  private static String text(String key, String steps) {
    return """
        id: r
        key: %s
        within: 5 min
        severity: info
        steps: [%s]
        notification: {title: t, message: m}
        """
        .formatted(key, steps);
  }

  private static Rule rule(String key, String steps) throws InvalidRuleException {
    return RuleReader.read("a.yaml", text(key, steps));
  }

  private static Measure measure(String measure) throws InvalidRuleException {
    return rule("userId", "{name: it, type: a, " + measure + "}")
        .expected()
        .findFirst()
        .orElseThrow()
        .measure()
        .orElseThrow();
  }

  @Test
  void takesTheTimeOfTheRuleIfTheStepHasNone() throws Exception {
    assertThat(measure("count: {at least: 500}").within()).isEqualTo(Duration.ofMinutes(5));
    assertThat(measure("count: {at least: 500, within: 1 min}").within())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void readsAShareInPercentOrAsAPart() throws Exception {
    for (String limit : List.of("20 %", "20%", "0.2")) {
      Measure share = measure("share: {at least: %s, where: this.tokens > 1}".formatted(limit));
      assertThat(share.limit().value()).isEqualTo(0.2);
      assertThat(share.from()).isEqualTo(20);
    }
  }

  @Test
  void anInformationThatCountsIsNotRepeatedWithinItsWindow() throws Exception {
    assertThat(
            rule("userId", "{name: it, type: a, count: {at least: 5, within: 1 min}}").cooldown())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "count: {within: 1 s} | steps[0].count: expected a limit, such as at least: 500",
        "count: {at least: 0} | steps[0].count.at least: expected a whole number of at least 1",
        "count: {at most: 5} | steps[0].count.at most: expected one of at least, above for count",
        "count: {at least: 5, from: 3} | steps[0].count.from: means nothing to count",
        "sum: {at least: 5} | steps[0].sum.of: expected a field of the event",
        "distinct: {of: userId, at least: 5, usual: {over: 1 h, times: 3}} |"
            + " steps[0].distinct.usual: is learnt of count, rate, sum, avg, max and share",
        "p95: {of: durationMs, at least: 5, usual: {over: 1 h, times: 3}} |"
            + " steps[0].p95.usual: is learnt of count, rate, sum, avg, max and share, not of p95;"
            + " write share with where: this.FIELD > LIMIT",
        "count: {at least: 5, usual: {over: 1 h}} |"
            + " steps[0].count.usual: expected times, such as times: 3",
        "count: {at least: 5, usual: {times: 3}} |"
            + " steps[0].count.usual.over: expected a duration, such as 1 h, or one of same hour"
            + " yesterday",
        "count: {at least: 5, usual: {over: same hour, times: 3}} |"
            + " steps[0].count.usual.over: expected a duration, such as 1 h, or one of same hour"
            + " yesterday, same hour of the week, found",
        "count: {at least: 5, usual: {over: 10 min, times: 3}} |"
            + " steps[0].count.usual.over: expected at least 20 min, 4 times within, found 10 min",
        "count: {at least: 5, within: 2 h, usual: {over: same hour yesterday, times: 3}} |"
            + " steps[0].count.usual.over: expected within of at most 1 h",
        "count: {at least: 5, usual: {over: 1 h, times: 0.5}} |"
            + " steps[0].count.usual.times: expected a number of at least 1",
        "avg: {of: tokens, below: 5, usual: {over: 1 h, times: 2}} |"
            + " steps[0].avg.usual.times: expected a number above 0 and at most 1",
        "count: {at least: 5, usual: {over: 1 h, deviations: 0}} |"
            + " steps[0].count.usual.deviations: expected a number above 0",
        "count: {at least: 5, against: {group: version, with: rest, times: 2}} |"
            + " steps[0].count.against: compares avg and share, not count",
        "avg: {of: tokens, at least: 5, against: {group: versoin, with: rest, times: 2}} |"
            + " steps[0].avg.against.group: expected a field of the event",
        "avg: {of: tokens, at least: 5, against: {group: version, with: all, times: 2}} |"
            + " steps[0].avg.against.with: expected before or rest",
        "avg: {of: tokens, at least: 5, against: {group: version, with: rest}} |"
            + " steps[0].avg.against.times: expected a number of at least 1",
        "sum: {of: userId, at least: 5} | steps[0].sum.of: expected a field with a number",
        "sum: {of: tokenz, at least: 5} | steps[0].sum.of: expected a field of the event",
        "share: {at least: 20 %} | steps[0].share.where: expected the condition of the events",
        "share: {at least: 120 %, where: this.tokens > 1} | steps[0].share.at least: expected a part",
        "p95: {of: tokens, below: 5} | steps[0].p95.below: expected one of at least, above for p95",
        "avg: {of: tokens, above: 5, within: 40 d} | steps[0].avg.within: expected at most 31 d",
        "count: {at least: 5}, times: 2 | steps[0].times: means nothing to a step that counts",
        "'count: {at least: 5}, rate: {above: 1}' | steps[0].rate: expected one measure, found count too"
      })
  void refuses(String measure, String message) {
    assertThatThrownBy(() -> measure(measure))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contiguity: next | steps[1].contiguity: expected followedBy for a step that counts",
        "contiguity: notFollowedBy | steps[1].count: means nothing to a step that must not come",
        "where: this.version == first.version | steps[1].where: nothing is called first here"
      })
  void refusesInASequence(String more, String message) {
    assertThatThrownBy(
            () ->
                rule(
                    "userId",
                    "{name: first, type: b}, {name: it, type: a, count: {at least: 5}, %s}"
                        .formatted(more)))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsKeysOfSeveralFieldsAndOfUnknownOnes() throws Exception {
    Key key = rule("[service, \"extra['ip']\", statusCode]", "{name: it, type: a}").key();
    Object[] values = new Object[Field.values().length];
    values[Field.SERVICE.ordinal()] = "a/b";
    values[Field.STATUS_CODE.ordinal()] = 503L;
    Event event = new Event(1, values, Map.of("ip", "10.0.0.1"));

    assertThat(key.word()).isEqualTo("service and extra['ip'] and statusCode");
    assertThat(key.of(event)).isEqualTo("a%2Fb/10.0.0.1/503");
    assertThat(key.values(event))
        .isEqualTo(Map.of("service", "a/b", "ip", "10.0.0.1", "statusCode", 503L));
    assertThat(key.of(new Event(1, values, Map.of()))).isNull();
    assertThat(rule("userId", "{name: it, type: a}").key()).isSameAs(Key.USER_ID);
    assertThat(rule("\"extra['userId']\"", "{name: it, type: a}").key()).isSameAs(Key.USER_ID);
    assertThat(rule("none", "{name: it, type: a}").key()).isSameAs(Key.NONE);
  }

  @Test
  void refusesKeysWithoutEnd() {
    assertThatThrownBy(() -> rule("[service, service]", "{name: it, type: a}"))
        .hasMessageContaining("key: expected each field once, found service");
    assertThatThrownBy(() -> rule("message", "{name: it, type: a}"))
        .hasMessageContaining("key: message is no key");
    assertThatThrownBy(() -> rule("[service, region, version, route, page]", "{name: it, type: a}"))
        .hasMessageContaining("key: expected at most 4 fields");
    assertThatThrownBy(() -> rule("[]", "{name: it, type: a}"))
        .hasMessageContaining("key: expected a field or a list of fields");
    assertThat(EventField.read("extra[\"it's\"]").word()).isEqualTo("extra[\"it's\"]");
  }
}
