package ai.colonycraft.realtime.rules.lint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {

  /** Of a good rule: two steps, the second a loop. */
  private static final String GOOD =
      """
      id: burst
      key: service
      within: 2 min
      severity: info
      skip: pastLast
      steps:
        - name: deploy
          type: deployment_finished
          where: this.region != 'test'
        - name: errors
          type: [error, http_request]
          where: this.version == deploy.version
          times: 3
      notification:
        title: Errors after ${deploy.version}
        message: the last on ${last(errors).route}
      """;

  private static List<Finding> findings(String text) {
    return Linter.lint(RuleReader.draft("a.yaml", text), Linter.RATE);
  }

  /** Kind and field of everything that is found. */
  private static List<String> found(String text) {
    return findings(text).stream()
        .map(finding -> finding.lint().word() + " " + finding.problem().field())
        .toList();
  }

  /** The only finding as people read it. */
  private static String only(String text) {
    assertThat(findings(text)).hasSize(1);
    return findings(text).get(0).problem().toString();
  }

  private static String where(String condition) {
    return GOOD.replace("this.version == deploy.version", '"' + condition + '"');
  }

  @Test
  void findsNothingInAGoodRule() {
    assertThat(findings(GOOD)).isEmpty();
  }

  @Test
  void findsNothingInTheShippedRules() {
    ShippedRules.texts().forEach((id, text) -> assertThat(findings(text)).as(id).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          this.message == 'a' && this.message == 'b'         | this.message == 'a' OR this.message == 'b'
          this.statusCode >= 500 && this.statusCode < 400    | this.statusCode >= 500 && this.statusCode < 600
          this.statusCode > 3 && this.statusCode < 4         | this.statusCode > 3 && this.statusCode < 5
          this.message in ['a', 'b'] && this.message == 'c'  | this.message in ['a', 'b'] && this.message == 'b'
          !has(this.message) && this.message != 'a'          | !has(this.version) && this.message != 'a'
          this.version != deploy.version && this.version == deploy.version | this.version != deploy.version && this.region == deploy.region
          this.version < deploy.version && deploy.version < this.version   | this.version < deploy.version && this.version < deploy.version
          this.version != this.version                       | this.version != this.message
          size(errors) < 0                                   | size(errors) < 1
          this.type == 'span'                                | this.type == 'error'
          1 > 2 OR 'a' == 'b'                            | 1 > 2 OR 'a' == 'a'
          this.message.startsWith('x') && this.message == 'yes' | this.message.startsWith('y') && this.message == 'yes'
          !(this.message != 'a' OR this.message == 'a')  | !(this.message != 'a' && this.message == 'a')
          (this.message == 'a' ? this.statusCode == 1 : false) && this.message == 'b' | (this.message == 'a' ? this.statusCode == 1 : true) && this.message == 'b'
          this.message == 'a' && this.message == 'b' OR this.version == 'a' && this.version == 'b' | this.message == 'a' && this.message == 'b' OR this.version == 'a'
          this.extra['x'] == 1 && this.extra['x'] == 2       | this.extra['x'] == 1 && this.extra['y'] == 2
          """)
  void findsAConditionThatCanNeverHold(String never, String maybe) {
    String bad = where(never.replace("OR", "||"));
    assertThat(findings(bad)).extracting(Finding::lint).contains(Lint.NEVER_HOLDS);
    assertThat(findings(bad))
        .allMatch(finding -> finding.problem().field().equals("steps[1].where"));
    assertThat(findings(where(maybe.replace("OR", "||"))))
        .extracting(Finding::lint)
        .doesNotContain(Lint.NEVER_HOLDS);
  }

  @Test
  void namesThePlaceTheContradictionAndTheMend() {
    assertThat(only(where("this.message == 'a' && this.message == 'b'")))
        .isEqualTo(
            "a.yaml:12:36: rule burst, steps[1].where: this.message == \"b\" can't hold: it"
                + " excludes this.message == \"a\"; for one or the other write this.message in"
                + " [\"a\", \"b\"]; so the rule never matches");
  }

  @Test
  void findsOneTypeOfSeveralThatCanNotTakeAStep() {
    assertThat(found(where("this.type == 'error'")))
        .containsExactly("type-never-fits steps[1].type");
    assertThat(found(where("this.type != 'span'"))).isEmpty();
  }

  @Test
  void findsALoopThatAsksForItsOwnPastBeforeItHasOne() {
    String rule = where("this.timestamp > last(errors).timestamp + 5");
    assertThat(found(rule)).containsExactly("never-begins steps[1].where");
    assertThat(found(rule.replace("this.timestamp >", "size(errors) == 0 || this.timestamp >")))
        .isEmpty();
    assertThat(found(where("size(errors) >= 1"))).containsExactly("never-begins steps[1].where");
  }

  @Test
  void findsAnUntilThatEndsNothing() {
    String loop = GOOD.replace("times: 3", "times: 3..\n    until: ");
    assertThat(found(loop.replace("until: ", "until: this.type == 'span' && this.type == 'error'")))
        .containsExactly("never-holds steps[1].until");
    assertThat(found(loop.replace("until: ", "until: this.type == 'span'"))).isEmpty();
  }

  @Test
  void findsARuleThatNothingCanStart() {
    String byTrace = GOOD.replace("key: service", "key: sessionId");
    assertThat(found(byTrace)).containsExactly("cannot-start steps[0].type");
    assertThat(only(byTrace))
        .contains("no event can begin a match: the platform sends no sessionId with")
        .contains("sessionId comes with agent_action");
    String tokens = GOOD.replace("this.region != 'test'", "this.tokens > 100");
    assertThat(found(tokens)).containsExactly("cannot-start steps[0].type");
    assertThat(found(GOOD.replace("type: deployment_finished", "type: [span, error]"))).isEmpty();
    assertThat(found(GOOD.replace("    type: deployment_finished\n", ""))).isEmpty();
  }

  @Test
  void findsAFieldThatIsNeverSentWithAType() {
    assertThat(only(where("this.cpuSeconds > 1.0").replace("[error, http_request]", "error")))
        .isEqualTo(
            "a.yaml:12:13: rule burst, steps[1].where: the platform sends no cpuSeconds with events"
                + " of type error; cpuSeconds comes with agent_action, agent_deployed, agent_stopped,"
                + " llm_completion, resource_usage, …");
    assertThat(found(where("this.durationMs > 1.0"))).containsExactly("not-sent steps[1].where");
    assertThat(found(where("this.route == '/'"))).isEmpty();
    assertThat(found(where("this.durationMs > 1.0 || this.route == '/'"))).isEmpty();
  }

  @Test
  void findsAFieldOfATemplateThatIsNeverThere() {
    assertThat(only(GOOD.replace("deploy.version}", "deploy.tokens}")))
        .startsWith("a.yaml:15:25: rule burst, notification.title: the platform sends no tokens")
        .contains("people read \"unknown\"");
    assertThat(found(GOOD.replace("last(errors).route", "last(errors).durationMs"))).isEmpty();
  }

  @Test
  void findsATypeThatThePlatformDoesNotKnow() {
    String misspelt = GOOD.replace("type: deployment_finished", "type: deploy_finished");
    assertThat(only(misspelt)).contains("the nearest is deployment_finished");
  }

  @Test
  void findsALoopThatNeverSkips() {
    String none = GOOD.replace("skip: pastLast", "skip: none");
    assertThat(found(none.replace("times: 3", "times: 3.."))).containsExactly("never-skips skip");
    assertThat(found(none.replace("times: 3", "times: 2..3"))).containsExactly("never-skips skip");
    assertThat(found(none.replace("times: 3", "times: 3\n    inner: followedByAny")))
        .contains("never-skips skip");
    assertThat(found(none)).isEmpty();
    assertThat(found(GOOD.replace("times: 3", "times: 3.."))).isEmpty();
  }

  @Test
  void findsALoopThatMayGoOnBeforeASilence() {
    String silence =
        GOOD.replace(
            "notification:",
            "  - {name: fixed, type: health_changed, contiguity: notFollowedBy}\nnotification:");
    assertThat(found(silence)).isEmpty();
    for (String times : List.of("3..", "3..5")) {
      assertThat(only(silence.replace("times: 3", "times: " + times)))
          .contains("steps[1].times: errors comes 3 ", "write times: 3, since any 3 in a row");
    }
    assertThat(only(silence.replace("times: 3", "oneOrMore: true")))
        .contains("steps[1].name: errors comes 1 times or more", "leave out oneOrMore or times");
  }

  @Test
  void findsALoopThatKeepsTooManyEvents() {
    for (String times : List.of("201", "900", "300..")) {
      assertThat(findings(GOOD.replace("times: 3", "times: " + times)))
          .filteredOn(finding -> finding.lint() == Lint.KEEPS_TOO_MANY)
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.problem().toString())
                      .contains("steps[1].times: errors keeps each of its")
                      .contains("write count: {at least: " + times.replace("..", "") + "}"));
    }
    assertThat(found(GOOD.replace("times: 3", "times: 200"))).doesNotContain("keeps-too-many");
  }

  @Test
  void findsPartialMatchesThatPileUp() {
    String loopInFront =
        GOOD.replace("within: 2 min", "within: 1 h")
            .replace("    where: this.region != 'test'\n", "    oneOrMore: true\n")
            .replace("this.version == deploy.version", "this.version == last(deploy).version")
            .replace("${deploy.version}", "${last(deploy).version}");
    assertThat(only(loopInFront))
        .isEqualTo(
            "a.yaml:7:5: rule burst, steps[0].times: at 0.2 events a second a key can have 259,560"
                + " partial matches within 1 h (their number grows with the square of the events),"
                + " and the engine keeps 1,000; write greedy: true or a fixed number of times, or"
                + " shorten within");
    assertThat(found(loopInFront.replace("oneOrMore: true", "oneOrMore: true\n    greedy: true")))
        .isEmpty();
    assertThat(found(loopInFront.replace("1 h", "2 min"))).isEmpty();
  }

  @Test
  void findsWhatPilesUpOneForOneOnlyAtARateThatIsHigh() {
    assertThat(Linter.lint(RuleReader.draft("a.yaml", GOOD), 20))
        .extracting(Finding::lint)
        .containsExactly(Lint.PILES_UP);
  }

  @Test
  void findsALoopOfAnySubset() {
    String subsets = GOOD.replace("times: 3", "times: 3..\n    inner: followedByAny");
    assertThat(found(subsets)).containsExactly("explodes steps[1].inner");
    assertThat(found(subsets.replace("2 min", "20 s"))).isEmpty();
  }

  @Test
  void tellsTheReadersProblemsAndItsOwnAtOnce() {
    String bad =
        where("this.message == 'a' && this.message == 'b'")
            .replace("this.region", "this.regoin")
            .replace("last(errors)", "last(erors)")
            .replace("skip: pastLast", "skip: none")
            .replace("times: 3", "times: 3..");
    assertThat(found(bad))
        .containsExactly(
            "never-skips skip",
            "invalid steps[0].where",
            "never-holds steps[1].where",
            "invalid notification.message");
  }

  @Test
  void looksAtTheStepsWhereTheFormOfTheRuleIsNotUnderstood() {
    String bad = where("this.message == 'a' && this.message == 'b'").replace("within: 2 min\n", "");
    assertThat(found(bad)).containsExactly("invalid within", "never-holds steps[1].where");
  }

  @Test
  void isSilentOfWhatARuleIgnores() {
    String misspelt = GOOD.replace("type: deployment_finished", "type: our_own_event");
    assertThat(found("# lint-ignore: unknown-type, not-sent\n" + misspelt)).isEmpty();
    assertThat(found("# lint-ignore: unknown-typ\n" + misspelt))
        .containsExactly("unknown-lint lint-ignore", "unknown-type steps[0].type");
  }

  private static String resolve(String lifecycle) {
    return GOOD.replace("severity: info\n", "severity: warning\n" + lifecycle);
  }

  @Test
  void findsNothingInAGoodEnd() {
    assertThat(
            found(
                resolve(
                    "identity: deploy.version\nresolve: {type: health_changed, where: this.value =="
                        + " 1.0}\nexpires: 1 h\n")))
        .isEmpty();
  }

  @Test
  void findsAnEndThatNeverComes() {
    assertThat(found(resolve("resolve: {type: js_error}\n")))
        .containsExactly("never-resolves resolve.type");
    assertThat(only(resolve("resolve: {type: js_error}\n")))
        .startsWith(
            "a.yaml:5:17: rule burst, resolve.type: no event can end an incident: the platform")
        .contains("sends no service with js_error; service comes with deployment_finished");
    assertThat(
            only(
                resolve(
                    "resolve:\n  type: health_changed\n  where: this.value > 1.0 && this.value <"
                        + " 0.0\n")))
        .contains("resolve.where: this.value < 0.0 can't hold")
        .endsWith("; so no event ends an incident");
    assertThat(found(resolve("resolve: {type: health_chagned}\n")))
        .containsExactly("unknown-type resolve.type");
    assertThat(found(resolve("resolve: {type: [js_error, health_changed]}\n")))
        .containsExactly("not-sent resolve.type");
  }

  @Test
  void findsAnIdentityThatSeparatesNothing() {
    assertThat(only(resolve("identity: [deploy.region, deploy.colonyId]\n")))
        .isEqualTo(
            "a.yaml:5:34: rule burst, identity[1]: the platform sends no colonyId with events of type"
                + " deployment_finished, so it separates no incidents; colonyId comes with"
                + " agent_action, agent_deployed, agent_stopped, colony_created, colony_deleted, …");
  }
}
