package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.read.ExampleReader;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several matches with one first event is emitted, or is emitted first. */
class MatchOrderTest {

  private static final long START = 1_750_000_000_000L;
  private static final TypeSerializer<Event> EVENTS =
      new KryoSerializer<>(Event.class, new SerializerConfigImpl());

  private static String rule(String skip, String steps) {
    return """
    id: order
    key: service
    within: 10 s
    severity: info
    skip: %s
    steps: [%s]
    notification: {title: t, message: m}
    """
        .formatted(skip, steps);
  }

  /**
   * The matches in events of a word's letters, a second apart.
   *
   * @param restored whether the state is written and read after each event
   */
  private static List<Match> matches(String text, String word, boolean restored) throws Exception {
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", text));
    PartialMatchesSerializer serializer = new PartialMatchesSerializer(EVENTS);
    List<Match> found = new ArrayList<>();
    try (MatchBuffer buffer = new MatchBuffer(EVENTS)) {
      PartialMatches matches = matcher.start();
      for (int i = 0; i < word.length(); i++) {
        long time = START + i * 1000L;
        Object[] values = new Object[Field.values().length];
        values[Field.TYPE.ordinal()] = word.substring(i, i + 1);
        values[Field.TIMESTAMP.ordinal()] = time;
        values[Field.EVENT_ID.ordinal()] = "e" + i;
        found.addAll(matcher.process(matches, buffer, "k", new Event(time, values, Map.of())));
        if (restored) {
          DataOutputSerializer out = new DataOutputSerializer(512);
          serializer.write(matches, out);
          matches = serializer.read(new DataInputDeserializer(out.getCopyOfBuffer()));
        }
      }
      found.addAll(matcher.advance(matches, buffer, "k", START + 600_000));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The one of most events, although all three end with the same one.
        "toNext | {name: s, type: a}, {name: l, type: b, times: 1..2, optional: true}, {name: z,"
            + " type: c, contiguity: followedByAny} | abbc | 0123",
        "pastLast | {name: s, type: a}, {name: l, type: b, times: 1.., inner: followedByAny,"
            + " contiguity: followedByAny}, {name: z, type: c} | abbbc | 01234",
        // Of as many events, the one whose events came first.
        "toNext | {name: s, type: a}, {name: m, type: b, contiguity: followedByAny}, {name: z,"
            + " type: c} | abbbc | 014",
        // The one that ended first, although both were held back until the b before them is over.
        "toNext | {name: s}, {name: m, type: d, contiguity: followedByAny} | bdd | 01 12",
        // All matches of silence end together.
        "toNext | {name: s, type: a}, {name: l, type: b, times: 1..2}, {name: n, type: c,"
            + " contiguity: notFollowedBy} | abb | 012",
      })
  void emitsTheSameOneWhateverHasBeenRestored(
      String skip, String steps, String word, String expected) throws Exception {
    for (boolean restored : List.of(false, true)) {
      assertThat(
              matches(rule(skip, steps), word, restored).stream()
                  .map(match -> Places.of(match, START)))
          .as("restored: %s", restored)
          .containsExactly(expected.split(" "));
    }
  }

  @Test
  void emitsThoseOfOneEventInTheSameOrderWhereNothingIsSkipped() throws Exception {
    String steps =
        "{name: s, type: a}, {name: m, type: b, contiguity: followedByAny}, {name: z, type: c}";
    for (boolean restored : List.of(false, true)) {
      assertThat(
              matches(rule("none", steps), "abbbc", restored).stream()
                  .map(match -> Places.of(match, START)))
          .containsExactly("014", "024", "034");
    }
  }

  @ParameterizedTest
  @CsvSource({"toFirst s", "toLast s", "toFirst m", "none"})
  void givesMatchesWithOneFirstEventIdsOfTheirOwn(String skip) throws Exception {
    String steps = "{name: s, type: a}, {name: m, type: b, contiguity: followedByAny}";
    List<Match> found = matches(rule(skip, steps), "abbb", false);
    TreeSet<String> ids = new TreeSet<>();
    found.forEach(match -> ids.add(match.notification().id()));
    assertThat(ids).hasSameSizeAs(found);
  }

  @Test
  void endsAnIncidentOfAMatchThatWasHeldBackBeforeTheNextIsEmitted() throws Exception {
    String text =
        rule("toFirst s", "{name: s, type: a}, {name: m, type: b, times: 2.., optional: true}")
            .replace("severity: info", "severity: critical\nexpires: 2 s");
    String example =
        "- {name: e, events: [%s], matches: [t, t, t], ends: [expired, expired, expired]}";
    String events = "{at: 0 s, times: 3, every: 3 s, type: a, service: x}";
    try (MatchBuffer buffer = new MatchBuffer(EVENTS)) {
      ExampleRun run =
          ExampleRun.of(
              RuleReader.read("test", text),
              ExampleReader.read("test", "order", example.formatted(events)).get(0),
              buffer);
      assertThat(run.ends()).containsExactly("expired", "expired", "expired");
    }
  }
}
