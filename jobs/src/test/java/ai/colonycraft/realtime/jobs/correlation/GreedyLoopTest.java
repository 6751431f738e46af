package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An event that takes no step may end a greedy loop, so that a rule with one is given every event
 * of its types, as flink-cep by itself is.
 */
class GreedyLoopTest {

  private static final long START = 1_750_000_000_000L;
  private static final int STREAMS = 300;

  private static final String RULE =
      """
      id: greedy
      key: userId
      within: 6 s
      severity: info
      skip: pastLast
      steps:
        - {name: s0, where: this.tokens > 0, times: 1.., greedy: true}
      %s
      notification: {title: t, message: m}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
          - {name: not1, contiguity: notFollowedBy, type: b}
          - {name: s1, type: b, contiguity: followedByAny, optional: true}
          - {name: s2, type: a, contiguity: followedByAny, times: 2, inner: followedByAny}
          - {name: never, contiguity: notFollowedBy, type: a}\
        """,
        """
          - {name: not1, contiguity: notFollowedBy, type: b}
          - {name: s1, type: b, optional: true}
          - {name: s2, type: a}\
        """,
        """
          - {name: not1, contiguity: notFollowedBy, type: b}
          - {name: s2, type: a}\
        """,
        """
          - {name: s2, type: a, contiguity: followedByAny}\
        """
      })
  void findsWhatFlinkCepFinds(String steps) throws Exception {
    Rule rule = RuleReader.read("test", RULE.formatted(steps));
    Random random = new Random(7);
    RuleMatcher matcher = new RuleMatcher(rule);
    int matches = 0;
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      for (int i = 0; i < STREAMS; i++) {
        List<Event> events = events(random);
        List<Map<String, List<Event>>> expected = new ArrayList<>();
        try (PlainCep cep = new PlainCep(rule)) {
          for (Event event : events) {
            while (cep.nextTimeout() <= event.timestamp()) {
              cep.advance(cep.nextTimeout()).forEach(found -> expected.add(found.steps()));
            }
            cep.process(event).forEach(found -> expected.add(found.steps()));
          }
          cep.advance(START + 100_000).forEach(found -> expected.add(found.steps()));
        }
        PartialMatches partial = matcher.start();
        List<Match> found = new ArrayList<>();
        for (Event event : events) {
          if (matcher.concerns(event)) {
            found.addAll(matcher.process(partial, buffer, "u", event));
          }
        }
        found.addAll(matcher.advance(partial, buffer, "u", START + 100_000));
        assertThat(found.stream().map(Match::steps).toList()).as("%s", events).isEqualTo(expected);
        matches += expected.size();
      }
    }
    assertThat(matches).isGreaterThan(STREAMS / 10);
  }

  private static List<Event> events(Random random) {
    return Stream.iterate(0, i -> i + 1)
        .limit(14)
        .map(
            i -> {
              Object[] values = new Object[Field.values().length];
              values[Field.TYPE.ordinal()] = String.valueOf((char) ('a' + random.nextInt(3)));
              values[Field.TIMESTAMP.ordinal()] = START + i * 900L;
              values[Field.TOKENS.ordinal()] = random.nextLong(2);
              return new Event(START + i * 900L, values, Map.of());
            })
        .toList();
  }
}
