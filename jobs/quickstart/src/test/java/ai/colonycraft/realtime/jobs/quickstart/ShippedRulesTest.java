package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.quickstart.platform.PlatformEvent;
import ai.colonycraft.realtime.jobs.quickstart.platform.Simulator;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The shipped rules over the simulated platform, which has its first incident after two minutes.
 */
class ShippedRulesTest {

  private static final long START = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();

  @Test
  void tellOfTheIncidentWhileItLasts() throws Exception {
    Map<String, Long> firstAt = firstMatches(5 * 60_000);

    assertThat(firstAt.keySet())
        .contains("error-burst-after-deployment", "service-unhealthy-after-deployment");
    assertThat(firstAt.get("error-burst-after-deployment")).isBetween(140_000L, 240_000L);
    assertThat(firstAt.get("service-unhealthy-after-deployment")).isBetween(140_000L, 240_000L);
  }

  /** Milliseconds after the start at which each rule matched first. */
  private static Map<String, Long> firstMatches(long millis) throws Exception {
    List<RuleMatcher> matchers = new ArrayList<>();
    for (String text : ShippedRules.texts().values()) {
      matchers.add(new RuleMatcher(RuleReader.read("shipped", text)));
    }
    EventParser parser =
        new EventParser(Field.TYPE, List.of(Field.values()), true, EventParser.NO_CLOCK);
    Map<String, PartialMatches> memory = new HashMap<>();
    Map<String, Long> firstAt = new TreeMap<>();
    Simulator simulator = new Simulator(1, 5_000, 200, START);
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      for (PlatformEvent each : simulator.next(START + millis)) {
        Event event = parser.parse(each.value());
        for (RuleMatcher matcher : matchers) {
          String key = matcher.rule().key().of(event);
          if (key != null && matcher.concerns(event)) {
            PartialMatches matches =
                memory.computeIfAbsent(matcher.rule().id() + "/" + key, k -> matcher.start());
            for (Match match : matcher.process(matches, buffer, key, event)) {
              firstAt.putIfAbsent(match.rule().id(), match.noticedAt() - START);
            }
          }
        }
      }
    }
    return firstAt;
  }
}
