package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.RuleReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped rule finds what its examples say, and nothing else. */
class ShippedRulesTest {

  private static final Path FOLDER = Path.of("rules");
  private static final long START = 1_767_225_600_000L;
  private static final long END = START + Duration.ofDays(1).toMillis();
  private static final Setting.Reader<Duration> DURATION =
      Setting.duration("at", Duration.ZERO, "0 s", "").reader();

  static List<Path> rules() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().endsWith(".examples.yaml"))
          .sorted()
          .toList();
    }
  }

  @Test
  void areAtLeastFourteen() throws Exception {
    assertThat(rules()).hasSizeGreaterThanOrEqualTo(14);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findWhatTheirExamplesSay(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));
    assertThat(file).hasFileName(rule.id() + ".yaml");
    JsonNode examples =
        new YAMLMapper().readTree(FOLDER.resolve(rule.id() + ".examples.yaml").toFile());
    boolean some = false;
    boolean none = false;
    for (JsonNode example : examples) {
      List<String> expected = new ArrayList<>();
      example.get("matches").forEach(title -> expected.add(title.asText()));
      JsonNode until = example.get("until");
      long end = until == null ? END : START + DURATION.read(until.asText()).toMillis();
      assertThat(titles(rule, events(example.get("events")), end))
          .as("%s: %s", rule.id(), example.get("name").asText())
          .isEqualTo(expected);
      some |= !expected.isEmpty();
      none |= expected.isEmpty();
    }
    assertThat(some).as("an example that matches").isTrue();
    assertThat(none).as("a near miss").isTrue();
  }

  private static List<Event> events(JsonNode nodes) throws Exception {
    EventParser parser =
        new EventParser(Field.TYPE, List.of(Field.values()), true, EventParser.NO_CLOCK);
    List<Event> events = new ArrayList<>();
    for (JsonNode node : nodes) {
      ObjectNode event = node.deepCopy();
      long at = START + DURATION.read(event.remove("at").asText()).toMillis();
      int times = event.has("times") ? event.remove("times").asInt() : 1;
      JsonNode every = event.remove("every");
      for (int i = 0; i < times; i++) {
        event.put(
            "timestamp", at + (every == null ? 0 : i * DURATION.read(every.asText()).toMillis()));
        events.add(parser.parse(new ObjectMapper().writeValueAsBytes(event)));
      }
    }
    events.sort(Comparator.comparingLong(Event::timestamp));
    return events;
  }

  private static List<String> titles(Rule rule, List<Event> events, long end) {
    RuleMatcher matcher = new RuleMatcher(rule);
    Map<String, List<Event>> byKey = new TreeMap<>();
    for (Event event : events) {
      String key = rule.key().of(event);
      if (key != null && matcher.concerns(event)) {
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
      }
    }
    List<String> titles = new ArrayList<>();
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      byKey.forEach(
          (key, ofKey) -> {
            PartialMatches matches = matcher.start();
            List<Match> found = new ArrayList<>();
            ofKey.forEach(e -> found.addAll(matcher.process(matches, buffer, key, e)));
            found.addAll(matcher.advance(matches, buffer, key, end));
            if (end == END) {
              assertThat(matches.size()).isZero();
              assertThat(matches.events()).isZero();
            }
            found.forEach(match -> titles.add(match.notification().title()));
          });
    }
    return titles;
  }
}
