package ai.colonycraft.realtime.push.reach.oncall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.InvalidConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

  /** A file with a key or value replaced is wrong at one place. */
  private static final String FILE =
      """
      schedules:
        platform:
          zone: Europe/Berlin
          rotations:
            - {from: 2026-01-05T09:00, every: 7 d, people: [ada, grace]}
          overrides:
            - {from: 2026-12-24T09:00, until: 2026-12-27T09:00, person: linus}
      policies:
        critical:
          match: {severity: critical, service: [checkout, login]}
          steps:
            - {after: 0 s, notify: [{schedule: platform}]}
            - {after: 5 min, notify: [{next: platform}, {person: boss}]}
          repeat: {every: 30 min, times: 2}
      """;

  @Test
  void readsPoliciesAndSchedules() {
    OnCall read = PolicyFile.parse("oncall.yaml", FILE);

    assertThat(read.policies())
        .containsExactly(
            new Policy(
                "critical",
                Set.of("critical"),
                Set.of("checkout", "login"),
                Set.of(),
                List.of(
                    new Policy.Step(Duration.ZERO, List.of(new Policy.OnCallNow("platform"))),
                    new Policy.Step(
                        Duration.ofMinutes(5),
                        List.of(new Policy.OnCallNext("platform"), new Policy.Named("boss")))),
                Optional.of(new Policy.Repeat(Duration.ofMinutes(30), 2))));
    assertThat(read.schedules().get("platform").rotations())
        .extracting(Rotation::everyHours)
        .containsExactly(7 * 24);
    assertThat(read.schedules().get("platform").overrides()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Europe/Berlin|Europe/Bonn|3|zone: expected a time zone like Europe/Berlin, found"
            + " \"Europe/Bonn\"",
        "every: 7 d|every: 90 min|5|schedules.platform.rotations.every: expected whole hours or"
            + " days, at least 1 h, for example 7 d",
        "every: 7 d|every: week|5|schedules.platform.rotations.every: expected a duration with its"
            + " unit (s, min, h, d), found \"week\"",
        "2026-01-05T09:00|Monday|5|schedules.platform.rotations.from: expected a local time like"
            + " 2026-11-30T09:00, found \"Monday\"",
        "[ada, grace]|[]|5|schedules.platform.rotations.people: expected at least one person",
        "2026-12-27T09:00|2026-12-24T09:00|7|schedules.platform.overrides.until: expected a time"
            + " after from",
        "severity: critical|severity: fatal|10|policies.critical.match.severity: expected warning"
            + " or critical",
        "service: [checkout|servise: [checkout|10|policies.critical.match.keys: expected region,"
            + " service, severity, found \"servise\"",
        "schedule: platform|schedule: web|12|policies.critical.steps.notify.schedule: expected one"
            + " of the schedules platform, found \"web\"",
        "after: 5 min|after: 0 s|13|policies.critical.steps.after: expected a longer time than that"
            + " of the step before",
        "{person: boss}|{person: boss, next: platform}|13|policies.critical.steps.notify: expected"
            + " one of person, schedule and next",
        "every: 30 min|every: 5 min|14|policies.critical.repeat.every: expected a longer time than"
            + " after of the last step",
        "times: 2|times: forever|14|policies.critical.repeat.times: expected a whole number from 1"
            + " to 20, found \"forever\"",
        "times: 2|often: 2|14|policies.critical.repeat.keys: expected every, times, found \"often\""
      })
  void namesLineAndMend(String right, String wrong, int line, String words) {
    assertThatThrownBy(() -> PolicyFile.parse("oncall.yaml", FILE.replace(right, wrong)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("oncall.policy: oncall.yaml, line " + line + ": " + words);
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                PolicyFile.parse(
                    "oncall.yaml",
                    FILE.replace("Berlin", "Bonn").replace("5 min", "soon").replace(": 2", ": 0")))
        .hasMessageContaining("line 3")
        .hasMessageContaining("line 13")
        .hasMessageContaining("line 14");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|expected policies, found nothing",
        "[1]|expected keys",
        "a: [|not YAML",
        "a: *b|not YAML"
      })
  void refusesWhatIsNoPolicy(String text, String words) {
    assertThatThrownBy(() -> PolicyFile.parse("oncall.yaml", text.replace("''", "")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(words);
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> PolicyFile.read(Path.of("nowhere.yaml")))
        .hasMessageContaining(
            "oncall.policy: expected a file that can be read, found nowhere.yaml");
  }
}
