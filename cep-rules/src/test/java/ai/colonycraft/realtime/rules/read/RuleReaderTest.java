package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Contiguity;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Lifecycle;
import ai.colonycraft.realtime.rules.Quantifier;
import ai.colonycraft.realtime.rules.Resolve;
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
            a.yaml:2:6: rule error-burst, key: expected a field or a list of fields, such as \
            service or extra['ip'], or none, found "serivce"; the nearest field is service
            a.yaml:3:9: rule error-burst, within: expected a duration with its unit (ms, s, min, \
            h, d), more than 0, found "ten"
            a.yaml:13:39: rule error-burst, steps[1].where: an event has no field versoin; the \
            nearest is version; one unknown to the platform is extra['versoin']
            a.yaml:15:5: rule error-burst, steps[1].gredy: no such key; the nearest is greedy
            a.yaml:24:20: rule error-burst, notification.message: nothing is called erors here; \
            expected one of deployment, end, errors, key, start, \
            within\
            """);
  }

  private static final String INCIDENTS =
      """
      id: burst
      key: service
      within: 10 min
      severity: critical
      cooldown: 15 min
      identity: [deployment.version, last(errors).region]
      resolve:
        type: [health_changed, deployment_finished]
        where: this.value == 1.0
        same: region
      expires: 1 h
      steps:
        - {name: deployment, type: deployment_finished}
        - {name: errors, type: error, times: 5}
      notification: {title: t, message: m}
      """;

  @Test
  void readsWhatIsOneIncidentAndWhatEndsIt() throws Exception {
    Lifecycle lifecycle = RuleReader.read("a.yaml", INCIDENTS).lifecycle();

    assertThat(lifecycle.fields()).containsExactly(Field.VERSION, Field.REGION);
    assertThat(lifecycle.expires()).isEqualTo(Duration.ofHours(1));
    Resolve resolve = lifecycle.resolve().orElseThrow();
    assertThat(resolve.types()).containsExactlyInAnyOrder("health_changed", "deployment_finished");
    assertThat(resolve.same()).containsExactly(Field.REGION);
  }

  @Test
  void takesTheWholeIdentityAndTheLongerTimeByDefault() throws Exception {
    String text = INCIDENTS.replace("  same: region\n", "").replace("expires: 1 h\n", "");
    Lifecycle lifecycle = RuleReader.read("a.yaml", text).lifecycle();

    assertThat(lifecycle.resolve().orElseThrow().same())
        .containsExactly(Field.VERSION, Field.REGION);
    assertThat(lifecycle.expires()).isEqualTo(Duration.ofMinutes(15));
    String none = text.replaceAll("identity: .*\n", "").replaceAll("cooldown: .*\n", "");
    assertThat(RuleReader.read("a.yaml", none).lifecycle().expires())
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(RuleReader.read("a.yaml", none).lifecycle().identity()).isEmpty();
  }

  @Test
  void namesProblemsOfIncidentsWithTheirPlaceAndMend() {
    String bad =
        INCIDENTS
            .replace(
                "[deployment.version, last(errors).region]",
                "[deploy.version, errors.region, deployment.message, size(errors),"
                    + " deployment.region]")
            .replace("this.value == 1.0", "deployment.version == 'x'")
            .replace("same: region", "same: [region, version], unless: x".replace(", u", "\n  u"))
            .replace("expires: 1 h", "expires: soon");
    assertThatThrownBy(() -> RuleReader.read("a.yaml", bad))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessage(
            """
            a.yaml:6:12: rule burst, identity: nothing is called deploy here; expected one of \
            deployment, errors
            a.yaml:6:34: rule burst, identity: a list of events has no fields: write first(STEP), \
            last(STEP) or STEP.exists(e, e.FIELD == …)
            a.yaml:6:43: rule burst, identity: a message has no limit of length; name another
            a.yaml:6:63: rule burst, identity: expected a field of a step, such as \
            deployment.version
            a.yaml:9:10: rule burst, resolve.where: nothing is called deployment here; expected \
            one of this
            a.yaml:10:18: rule burst, resolve.same: expected fields of the identity: region, \
            found "version"
            a.yaml:11:3: rule burst, resolve.unless: no such key; the nearest is type
            a.yaml:12:10: rule burst, expires: expected a duration with its unit (ms, s, min, \
            h, d), more than 0, found "soon\"\
            """);
  }

  @Test
  void refusesAnEndOfWhatDoesNotEnd() {
    for (String key : List.of("identity", "resolve", "expires")) {
      assertThatThrownBy(() -> RuleReader.read("a.yaml", INCIDENTS.replace("critical", "info")))
          .hasMessageContaining(key + ": means nothing to a rule of severity info");
    }
  }

  @Test
  void refusesAnEndWithoutATypeAndAFieldTwice() {
    assertThatThrownBy(
            () ->
                RuleReader.read(
                    "a.yaml",
                    INCIDENTS
                        .replaceAll("  type: .health.*\n", "")
                        .replace("last(errors).region", "last(errors).version")))
        .hasMessageContaining("resolve.type: expected the type of the event that ends")
        .hasMessageContaining("identity: expected each field once, found version");
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
