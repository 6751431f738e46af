package ai.colonycraft.realtime.push.reach.oncall;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OnCallTest {

  private static final Instant BEGIN = Instant.parse("2026-06-01T08:58:00Z");
  private static final OnCall ON_CALL =
      PolicyFile.parse(
          "oncall.yaml",
          """
          schedules:
            platform:
              zone: UTC
              rotations:
                - {from: 2026-05-31T09:00, every: 1 d, people: [ada, grace]}
          policies:
            checkout:
              match: {severity: critical, service: checkout}
              steps:
                - {after: 0 s, notify: [{schedule: platform}]}
                - {after: 5 min, notify: [{schedule: platform}, {next: platform}]}
              repeat: {every: 30 min, times: 1}
            others:
              steps:
                - {after: 10 min, notify: [{person: boss}]}
          """);

  @Test
  void aStepGoesToWhoeverIsOnCallWhenItsTimeComes() {
    assertThat(due(Duration.ofMinutes(6)))
        .extracting(OnCall.DueStep::number, OnCall.DueStep::due, OnCall.DueStep::people)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, BEGIN, Set.of("ada")),
            // The handover at 09:00 is between the two.
            org.assertj.core.groups.Tuple.tuple(1, BEGIN.plusSeconds(300), Set.of("grace", "ada")));
  }

  @Test
  void theAnswerForAPastMomentIsTheSameLater() {
    List<OnCall.DueStep> then = due(Duration.ofMinutes(6));

    assertThat(due(Duration.ofDays(3)).subList(0, 2)).isEqualTo(then);
  }

  @Test
  void repeatsAsOftenAsItSays() {
    assertThat(due(Duration.ofMillis(-1))).isEmpty();
    assertThat(due(Duration.ofMinutes(5).minusMillis(1))).hasSize(1);
    assertThat(due(Duration.ofMinutes(30).minusMillis(1))).hasSize(2);
    assertThat(due(Duration.ofMinutes(30))).hasSize(3);
    assertThat(due(Duration.ofDays(30)))
        .extracting(OnCall.DueStep::number)
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void theFirstPolicyThatMatchesHolds() {
    assertThat(ON_CALL.policy(incident("critical", "checkout")).map(Policy::name))
        .contains("checkout");
    assertThat(ON_CALL.policy(incident("warning", "checkout")).map(Policy::name))
        .contains("others");
    assertThat(ON_CALL.policy(incident("critical", "login")).map(Policy::name)).contains("others");
    assertThat(OnCall.NONE.policy(incident("critical", "login"))).isEmpty();
  }

  private static List<OnCall.DueStep> due(Duration after) {
    return ON_CALL.due(incident("critical", "checkout"), BEGIN, BEGIN.plus(after));
  }

  private static Incident incident(String type, String service) {
    long begin = BEGIN.toEpochMilli();
    return new Incident(
        "i-1",
        type,
        "title",
        "rule",
        begin,
        Optional.empty(),
        begin,
        Map.of("service", service),
        List.of(),
        List.of());
  }
}
