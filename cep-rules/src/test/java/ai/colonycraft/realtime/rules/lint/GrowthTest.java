package ai.colonycraft.realtime.rules.lint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound on partial matches, against how many flink-cep has when every event fits. */
class GrowthTest {

  private static final int EVENTS = 12;

  private static Rule rule(String skip, String steps) throws Exception {
    return RuleReader.read(
        "a.yaml",
        """
        {id: a, key: none, within: 12 s, severity: info, skip: %s, steps: [%s],
         notification: {title: t, message: m}}\
        """
            .formatted(skip, steps.replace(';', ',')));
  }

  /** The most partial matches that there are while one event a second comes. */
  private static int most(Rule rule) {
    RuleMatcher matcher = new RuleMatcher(rule);
    int most = 0;
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      PartialMatches matches = matcher.start();
      for (int i = 0; i < EVENTS; i++) {
        Object[] values = new Object[Field.values().length];
        values[Field.TYPE.ordinal()] = "a";
        matcher.process(matches, buffer, "", new Event(i * 1000L, values, Map.of()));
        most = Math.max(most, matches.size());
      }
    }
    return most;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pastLast | {name: x; type: a}; {name: y; type: b} | 1
          pastLast | {name: x; type: a}; {name: y; type: b; contiguity: next} | 0
          pastLast | {name: x; type: a}; {name: n; type: b; contiguity: notFollowedBy} | 1
          pastLast | {name: x; type: a}; {name: y; type: a; contiguity: followedByAny}; {name: z; type: b} | 2
          pastLast | {name: x; type: a}; {name: y; type: a}; {name: z; type: b} | 1
          pastLast | {name: x; type: a; oneOrMore: true}; {name: y; type: b} | 2
          pastLast | {name: x; type: a; oneOrMore: true; greedy: true}; {name: y; type: b} | 1
          pastLast | {name: x; type: a; times: 3..}; {name: y; type: b} | 2
          pastLast | {name: x; type: a; times: 2..4}; {name: y; type: b} | 1
          pastLast | {name: x; type: a; oneOrMore: true}; {name: y; type: b; contiguity: next} | 1
          pastLast | {name: x; type: a; oneOrMore: true; inner: next}; {name: y; type: b} | 2
          pastLast | {name: x; type: a; times: 3; inner: followedByAny}; {name: y; type: b} | 3
          pastLast | {name: x; type: a; times: 4}; {name: y; type: b} | 1
          pastLast | {name: x; type: a; times: 4} | 0
          pastLast | {name: x; type: a; times: 4..} | 0
          none | {name: x; type: a; times: 4..} | 1
          none | {name: x; type: a; times: 4} | 0
          pastLast | {name: x; type: a}; {name: y; type: a; oneOrMore: true}; {name: z; type: b} | 2
          pastLast | {name: x; type: a}; {name: y; type: a; oneOrMore: true; contiguity: followedByAny}; {name: z; type: b} | 3
          pastLast | {name: x; type: a}; {name: y; type: a; optional: true}; {name: z; type: b} | 1
          none | {name: x; type: a}; {name: y; type: a; contiguity: followedByAny} | 1
          """)
  void isABoundAndNotAWideOne(String skip, String steps, int choices) throws Exception {
    Rule rule = rule(skip, steps);
    int most = most(rule);
    double bound = Growth.of(rule).partialMatches(1);
    assertThat(Growth.of(rule).choices()).isEqualTo(choices);
    assertThat(bound).isBetween((double) most, 3.0 * most + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: x; type: a; oneOrMore: true; inner: followedByAny}; {name: y; type: b}
          {name: x; type: a}; {name: y; type: a; oneOrMore: true; inner: followedByAny}; {name: z; type: b}
          """)
  void doublesWhereALoopTakesAnySubset(String steps) throws Exception {
    Rule rule = rule("pastLast", steps);
    assertThat(most(rule)).isGreaterThan(1 << EVENTS - 2);
    assertThat(Growth.of(rule).partialMatches(1)).isGreaterThanOrEqualTo(most(rule));
  }
}
