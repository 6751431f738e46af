package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.Skip;
import ai.colonycraft.realtime.rules.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleReaderTest {

  private static final String GOOD =
      """
      id: error-burst
      key: service
      within: 10 min
      severity: critical
      cooldown: 15 min
      skip: toLast errors
      steps:
        - name: deployment
          type: deployment_finished
        - name: errors
          contiguity: followedByAny
          type: [error, http_request]
          where: this.version == deployment.version
          times: 5..
          greedy: true
          inner: next
          until: this.type == 'deployment_started'
        - name: healthy
          contiguity: notFollowedBy
          type: health_changed
          where: this.value == 1.0
      notification:
        title: Errors after ${deployment.version}
        message: "${size(errors)} errors in ${key}"
        context: {service: "${key}"}
        actionUrl: /services/${key}
      """;

  @Test
  void readsEveryPartOfARule() throws Exception {
    Rule rule = RuleReader.read("a.yaml", GOOD);
    assertThat(rule.id()).isEqualTo("error-burst");
    assertThat(rule.key()).isEqualTo(Key.SERVICE);
    assertThat(rule.within()).isEqualTo(Duration.ofMinutes(10));
    assertThat(rule.skip()).isEqualTo(new Skip.ToLast("errors"));
    Step.Expected errors = (Step.Expected) rule.steps().get(1);
    assertThat(errors.quantifier()).isEqualTo(new Quantifier.AtLeast(5));
    assertThat(errors.contiguity()).isEqualTo(Contiguity.FOLLOWED_BY_ANY);
    assertThat(errors.inner()).isEqualTo(Contiguity.NEXT);
    assertThat(errors.greedy()).isTrue();
    assertThat(errors.until()).isPresent();
    assertThat(rule.steps().get(2)).isInstanceOf(Step.Absent.class);
  }

  @Test
  void namesEveryProblemWithItsPlaceAndMend() {
    String bad =
        GOOD.replace("key: service", "key: serivce")
            .replace("within: 10 min", "within: ten")
            .replace("deployment.version\n", "deployment.versoin\n")
            .replace("greedy", "gredy")
            .replace("${size(errors)}", "${size(erors)}");
    assertThatThrownBy(() -> RuleReader.read("a.yaml", bad))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessage(
            """
            a.yaml:2:6: rule error-burst, key: expected one of userId, colonyId, service, region, \
            sessionId, traceId, none, found "serivce"
            a.yaml:3:9: rule error-burst, within: expected a duration with its unit (ms, s, min, \
            h, d), more than 0, found "ten"
            a.yaml:13:39: rule error-burst, steps[1].where: an event has no field versoin; the \
            nearest is version; one unknown to the platform is extra['versoin']
            a.yaml:15:5: rule error-burst, steps[1].gredy: no such key; the nearest is greedy
            a.yaml:24:20: rule error-burst, notification.message: nothing is called erors here; \
            expected one of deployment, end, errors, key, start, \
            within""");
  }

  @Test
  void refusesWhatIsNoYaml() {
    assertThatThrownBy(() -> RuleReader.read("a.yaml", "id: [")).hasMessageContaining("not YAML");
    assertThatThrownBy(() -> RuleReader.read("a.yaml", "")).hasMessageContaining("found nothing");
  }

  @Test
  void asksForATime() {
    assertThatThrownBy(() -> RuleReader.read("a.yaml", GOOD.replace("within: 10 min\n", "")))
        .hasMessageContaining("a match without one waits forever");
  }

  @Test
  void refusesTheShapeAtWhichFlinkCepFails() {
    String shape =
        """
        id: poison
        key: service
        within: 10 min
        severity: warning
        steps:
          - {name: started, type: deployment_finished}
          - {name: norollback, type: deployment_started, contiguity: notFollowedBy}
          - {name: between, type: span, optional: true}
          - {name: errors, type: error, oneOrMore: true, until: "this.type == 'span'", greedy: true, optional: true}
          - {name: recovered, type: health_changed}
        notification: {title: t, message: m}
        """;
    for (String bad : List.of(shape, shape.replaceAll("  - .name: between.*\n", ""))) {
      assertThatThrownBy(() -> RuleReader.read("a.yaml", bad))
          .isInstanceOf(InvalidRuleException.class)
          .hasMessageContaining("steps[")
          .hasMessageContaining(
              "flink-cep fails at a loop after notFollowedBy that is optional and greedy and has"
                  + " until: leave one of the three out");
    }
    for (String part : List.of(", greedy: true", ", optional: true}", ", until: \"[^\"]*\"")) {
      String without = shape.replaceAll("(errors.*)" + part, part.endsWith("}") ? "$1}" : "$1");
      assertThatNoException().isThrownBy(() -> RuleReader.read("a.yaml", without));
    }
  }
}
