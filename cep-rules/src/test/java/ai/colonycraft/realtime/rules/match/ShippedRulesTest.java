package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.ExampleReader;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped rule finds what its examples say, and nothing else. */
class ShippedRulesTest {

  private static final Path FOLDER = Path.of("rules");
  private static final Pattern WRITTEN_TIME =
      Pattern.compile("\\b(seconds?|minutes?|hours?|days?|\\d+ ?(s|min|h|d))\\b");

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
  void writeTheirTimeAsWithin(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));

    assertThat(List.of(rule.message().title().source(), rule.message().text().source()))
        .as("a changed time must change the message too: write ${within}")
        .map(text -> text.replaceAll("\\$\\{[^}]*}", ""))
        .noneMatch(text -> WRITTEN_TIME.matcher(text).find());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void leadToAPageOfThePushServer(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));

    assertThat(rule.message().actionUrl().orElseThrow().source())
        .matches("/(services|colonies|users|regions|sessions|traces)/\\$\\{[^}/]+}");
  }

  /** Their cause is over when nothing matches any more. */
  @ParameterizedTest
  @MethodSource("rules")
  void endWithinThreeMinutesIfNoEventEndsThem(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));

    if (rule.isOfIncidents() && rule.lifecycle().resolve().isEmpty()) {
      assertThat(rule.lifecycle().expires()).isLessThanOrEqualTo(Duration.ofMinutes(3));
    }
  }

  /** As an agent's would, if it were kept by colony. */
  @ParameterizedTest
  @MethodSource("rules")
  void haveNoCooldownThatHidesAnotherSubject(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));

    if (!rule.isOfIncidents()) {
      List<String> subject = new ArrayList<>(rule.message().context().keySet());
      subject.retainAll(List.of("userId", "colonyId", "agentId", "sessionId", "service", "region"));
      assertThat(rule.key().fields()).map(EventField::name).containsAll(subject);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findWhatTheirExamplesSay(Path file) throws Exception {
    Rule rule = RuleReader.read(file.toString(), Files.readString(file));
    assertThat(file).hasFileName(rule.id() + ".yaml");
    Path beside = FOLDER.resolve(rule.id() + ".examples.yaml");
    List<Example> examples =
        ExampleReader.read(beside.toString(), rule.id(), Files.readString(beside));
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      for (Example example : examples) {
        ExampleRun run = ExampleRun.of(rule, example, buffer);
        assertThat(run.titles())
            .as("%s: %s", rule.id(), example.name())
            .isEqualTo(example.titles());
        example
            .ends()
            .ifPresent(
                ends ->
                    assertThat(run.ends())
                        .as("ends of %s: %s", rule.id(), example.name())
                        .isEqualTo(ends));
        if (example.until().isEmpty()) {
          assertThat(run.left()).as("partial matches when all time is up").isZero();
        }
      }
    }
    assertThat(examples).as("an example that matches").anyMatch(e -> !e.titles().isEmpty());
    assertThat(examples)
        .as("an example of how an incident ends")
        .anyMatch(e -> !rule.isOfIncidents() || !e.ends().orElse(List.of()).isEmpty());
    assertThat(examples).as("a near miss").anyMatch(e -> e.titles().isEmpty());
  }
}
