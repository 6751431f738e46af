package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.api.Test;

class RuleMatcherTest {

  private static final long START = 1_750_000_000_000L;

  private static final String SAME_AGENT =
      """
      id: same-agent
      key: colonyId
      within: 1 d
      severity: info
      skip: none
      steps:
        - {name: deployed, type: a}
        - {name: acted, type: b, where: this.agentId == deployed.agentId}
      notification: {title: t, message: m}
      """;

  private final MatchBuffer buffer =
      new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()));

  private static Event event(String type, String agent, int second) {
    long time = START + second * 1000L;
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.AGENT_ID.ordinal()] = agent;
    return new Event(time, values, Map.of());
  }

  @Test
  void takesAnEventThatHasWhatTheConditionDemandsOfAnyThatIsKept() throws Exception {
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", SAME_AGENT));
    PartialMatches matches = matcher.start();
    matcher.process(matches, buffer, "c", event("a", "x", 0));
    matcher.process(matches, buffer, "c", event("a", "y", 1));

    assertThat(matcher.process(matches, buffer, "c", event("b", "z", 2))).isEmpty();
    assertThat(matcher.process(matches, buffer, "c", event("b", null, 3))).isEmpty();
    assertThat(matcher.process(matches, buffer, "c", event("b", "y", 4)))
        .singleElement()
        .satisfies(match -> assertThat(match.first().text(Field.AGENT_ID)).isEqualTo("y"));
    assertThat(matches.size()).isEqualTo(1);
    assertThat(matches.events()).isEqualTo(1);
  }

  @Test
  void holdsAMatchBackWhileAnEarlierOneCouldStillSkipItButNotWithSkipNone() throws Exception {
    for (String skip : List.of("none", "pastLast")) {
      RuleMatcher matcher =
          new RuleMatcher(
              RuleReader.read("test", SAME_AGENT.replace("skip: none", "skip: " + skip)));
      PartialMatches matches = matcher.start();
      matcher.process(matches, buffer, "c", event("a", "x", 0));
      matcher.process(matches, buffer, "c", event("a", "y", 1));
      List<Match> atOnce = matcher.process(matches, buffer, "c", event("b", "y", 2));
      List<Match> inTheEnd = matcher.advance(matches, buffer, "c", START + 86_400_000L);

      assertThat(List.of(atOnce.size(), inTheEnd.size()))
          .as(skip)
          .isEqualTo(skip.equals("none") ? List.of(1, 0) : List.of(0, 1));
      assertThat(Stream.concat(atOnce.stream(), inTheEnd.stream()).map(Match::noticedAt))
          .as(skip)
          .containsExactly(START + 2000);
    }
  }

  @Test
  void keepsNothingOfEventsThatArePast() throws Exception {
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", SAME_AGENT));
    PartialMatches matches = matcher.start();
    for (int i = 0; i < 100; i++) {
      matcher.process(matches, buffer, "c", event("a", "x", 2 * i));
      matcher.process(matches, buffer, "c", event("b", "x", 2 * i + 1));
    }

    assertThat(matches.size()).isZero();
    assertThat(matches.events()).isZero();
    assertThat(matches.nodes()).isZero();
    assertThat(matches.counts).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void keepsEachEventWhenOneOfAPastTimeComesAgain() throws Exception {
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", SAME_AGENT));
    PartialMatches matches = matcher.start();
    matcher.process(matches, buffer, "c", event("a", "x", 50));
    matcher.process(matches, buffer, "c", event("a", "y", 100));
    matcher.process(matches, buffer, "c", event("a", "z", 50));

    assertThat(matches.events()).isEqualTo(3);
    for (String agent : List.of("x", "y", "z")) {
      assertThat(matcher.process(matches, buffer, "c", event("b", agent, 110)))
          .singleElement()
          .satisfies(match -> assertThat(match.first().text(Field.AGENT_ID)).isEqualTo(agent));
    }
  }

  @Test
  void numbersEventsBeyondThoseOfAStateThatNumberedThemByTime() throws Exception {
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", SAME_AGENT));
    PartialMatches matches = matcher.start();
    matcher.process(matches, buffer, "c", event("a", "x", 50));
    matcher.process(matches, buffer, "c", event("a", "y", 50));
    matches.counts.clear();
    matches.counts.put(START + 100_000L, 1);

    matcher.process(matches, buffer, "c", event("a", "z", 50));

    assertThat(matches.events()).isEqualTo(3);
    assertThat(matches.counts).hasSize(1);
  }

  private static String loginThenFailures(String skip) {
    return """
    id: any
    key: colonyId
    within: 10 min
    severity: info
    skip: %s
    steps:
      - {name: login, type: a}
      - {name: bad, type: b, contiguity: followedByAny}
    notification: {title: t, message: m}
    """
        .formatted(skip);
  }

  @Test
  void givesMatchesWithOneFirstEventIdsOfTheirOwnWhereNothingIsSkipped() throws Exception {
    Rule rule = RuleReader.read("test", loginThenFailures("none"));
    Set<String> ids = new TreeSet<>();
    for (int run = 0; run < 2; run++) {
      RuleMatcher matcher = new RuleMatcher(rule);
      PartialMatches matches = matcher.start();
      matcher.process(matches, buffer, "c", event("a", "x", 0));
      for (int i = 1; i <= 3; i++) {
        for (Match match : matcher.process(matches, buffer, "c", event("b", "x", i))) {
          ids.add(match.notification().id());
        }
      }
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void givesAMatchThatWasHeldBackTheTimeAtWhichItWasComplete() throws Exception {
    String withNot =
        SAME_AGENT
            .replace("skip: none", "skip: pastLast")
            .replace(
                "  - {name: acted",
                "  - {name: stopped, type: c, contiguity: notFollowedBy,"
                    + " where: this.agentId == deployed.agentId}\n  - {name: acted");
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", withNot));
    PartialMatches matches = matcher.start();
    matcher.process(matches, buffer, "c", event("a", "x", 0));
    matcher.process(matches, buffer, "c", event("a", "y", 1));
    assertThat(matcher.process(matches, buffer, "c", event("b", "y", 2))).isEmpty();

    // The earlier partial match, which could have skipped it, ends here without a match.
    List<Match> released = matcher.process(matches, buffer, "c", event("c", "x", 500));

    assertThat(released.stream().map(Match::noticedAt)).containsExactly(START + 2000);
  }

  /** Time may pass for a key long before its next event, or just at it. */
  @Test
  void learnsTheSameWhetherTimePassesBeforeAnEventOrAtIt() throws Exception {
    assertThat(usualValues(true)).containsExactly("1", "1", "5.5");
    assertThat(usualValues(false)).containsExactly("1", "1", "5.5");
  }

  private List<String> usualValues(boolean timePassesBefore) throws Exception {
    String rule =
        """
        id: unusual
        key: userId
        within: 1 min
        severity: info
        skip: none
        steps:
          - {name: it, type: a, sum: {of: tokens, above: 5, usual: {over: 4 min, times: 2}}}
          - {name: never, contiguity: notFollowedBy, type: b}
        notification: {title: t, message: "${it.usual}"}
        """;
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("test", rule));
    PartialMatches matches = matcher.start();
    List<Match> found = new ArrayList<>();
    int[][] secondsAndTokens = {
      {0, 1}, {60, 1}, {120, 1}, {180, 1}, {240, 1}, {330, 10}, {395, 100}, {450, 100}
    };
    for (int[] each : secondsAndTokens) {
      long time = START / 60_000 * 60_000 + each[0] * 1000L;
      if (timePassesBefore && matcher.nextTimeout(matches) < time) {
        found.addAll(matcher.advance(matches, buffer, "c", time - 1));
      }
      Object[] values = new Object[Field.values().length];
      values[Field.TYPE.ordinal()] = "a";
      values[Field.TIMESTAMP.ordinal()] = time;
      values[Field.TOKENS.ordinal()] = (long) each[1];
      found.addAll(matcher.process(matches, buffer, "c", new Event(time, values, Map.of())));
    }
    found.addAll(matcher.advance(matches, buffer, "c", START + 600_000));
    return found.stream().map(match -> match.notification().message()).toList();
  }
}
