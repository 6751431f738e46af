package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must not come after a loop counts from the loop's end on, and not from its second event. */
class LoopThenSilenceTest {

  private static final long START = 1_750_000_000_000L;

  private static final String LAST =
      """
      id: loop
      key: service
      within: 5 min
      severity: warning
      steps:
        - {name: errors, type: e, times: 3}
        - {name: absent, type: %s, contiguity: notFollowedBy}
      notification: {title: t, message: m}
      """;

  private static final String MIDDLE =
      """
      id: loop
      key: service
      within: 5 min
      severity: warning
      steps:
        - {name: errors, type: e, times: %s}
        - {name: absent, type: r, contiguity: notFollowedBy}
        - {name: next, type: x}
      notification: {title: t, message: m}
      """;

  /** Events of a word's letters, a second apart; the matches, each as the places of its events. */
  private static List<String> matches(String text, String word) throws Exception {
    Rule rule = RuleReader.read("test", text);
    RuleMatcher matcher = new RuleMatcher(rule);
    List<Match> found = new ArrayList<>();
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      PartialMatches matches = matcher.start();
      for (int i = 0; i < word.length(); i++) {
        long time = START + i * 1000L;
        Object[] values = new Object[Field.values().length];
        values[Field.TYPE.ordinal()] = word.substring(i, i + 1);
        values[Field.TIMESTAMP.ordinal()] = time;
        found.addAll(matcher.process(matches, buffer, "k", new Event(time, values, Map.of())));
      }
      found.addAll(matcher.advance(matches, buffer, "k", START + 600_000));
    }
    return found.stream().map(match -> Places.of(match, START)).toList();
  }

  @ParameterizedTest
  @CsvSource({"eee, 012", "ee, ''", "eeee, 123", "eexe, 013", "eeeeeee, 456"})
  void matchesTheLastThreeBeforeNoMoreOfThem(String word, String match) throws Exception {
    assertThat(String.join(" ", matches(LAST.formatted("e"), word))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({
    "eee, 012",
    "eree, 023",
    "eere, 013",
    "reee, 123",
    "eeer, ''",
    "eeexr, ''",
    "ere, ''"
  })
  void matchesThreeWithoutARecoveryAfterThem(String word, String match) throws Exception {
    assertThat(String.join(" ", matches(LAST.formatted("r"), word))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource({
    "3, ereex, 0234",
    "3, eeerx, ''",
    "3.., ereex, 0234",
    "3.., eeerx, ''",
    "2..3, erex, 023"
  })
  void doesTheSameBeforeAnotherStep(String times, String word, String match) throws Exception {
    assertThat(String.join(" ", matches(MIDDLE.formatted(times), word))).isEqualTo(match);
  }
}
