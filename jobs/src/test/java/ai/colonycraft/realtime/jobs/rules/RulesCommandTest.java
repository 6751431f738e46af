package ai.colonycraft.realtime.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on files alone. */
class RulesCommandTest {

  static final String RULE =
      """
      id: two-errors
      key: service
      within: 1 min
      severity: warning
      steps:
        - name: errors
          type: error
          where: this.route == '/pay'
          times: 2
      notification:
        title: ${key} fails
        message: m
      """;

  private static final String EXAMPLES =
      """
      - name: two of them
        events:
          - {at: 0 s, times: 2, every: 5 s, type: error, service: api, route: /pay}
        matches:
          - api fails
      - name: one is none
        events:
          - {at: 0 s, type: error, service: api, route: /pay}
        matches: []
      """;

  @TempDir Path dir;

  /** What a run said, and how it ended. */
  record Run(int exit, String out, String err) {

    static Run of(String... args) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exit = RulesCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
      return new Run(exit, out.toString(), err.toString());
    }
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(dir.resolve(name), text);
  }

  private void writeGood() throws Exception {
    write("two-errors.yaml", RULE);
    write("two-errors.examples.yaml", EXAMPLES);
  }

  @Test
  void findsNothingInTheShippedRulesAndTheirExamplesHold() {
    String shipped = "../cep-rules/rules";
    Run check = Run.of("check", "--strict", shipped);
    assertThat(check.out()).matches("\\d+ rules: nothing found\n");
    assertThat(check.exit()).isZero();
    Run test = Run.of("test", shipped);
    assertThat(test.out()).contains("error-burst-after-deployment\n  ✓ ").contains(" hold, 0 fail");
    assertThat(test.exit()).isZero();
  }

  @Test
  void showsEachFindingBesideTheLineThatItIsAbout() throws Exception {
    writeGood();
    Path file =
        write(
            "two-errors.yaml",
            RULE.replace("this.route ==", "this.method == 'a' && this.roote =="));
    assertThat(Run.of("check", file.toString()))
        .isEqualTo(
            new Run(
                1,
                """
                FILE:8:39: error invalid in steps[0].where
                    where: this.method == 'a' && this.roote == '/pay'
                                                      ^
                    an event has no field roote; the nearest is route; one unknown to the platform is extra['roote']

                1 rule: 1 error, 0 warnings
                """
                    .replace("FILE", file.toString()),
                ""));
  }

  @Test
  void takesWarningsForErrorsIfItIsToldTo() throws Exception {
    Path file = write("two-errors.yaml", RULE);
    Run run = Run.of("check", file.toString());
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("warning no-examples in id").endsWith("0 errors, 1 warning\n");
    assertThat(Run.of("check", "--strict", file.toString()).exit()).isEqualTo(1);
    write("two-errors.yaml", "# lint-ignore: no-examples\n" + RULE);
    assertThat(Run.of("check", "--strict", file.toString()).exit()).isZero();
  }

  @Test
  void findsTwoFilesOfOneIdAndAFileThatIsNotCalledAsItsRule() throws Exception {
    writeGood();
    write("other.yaml", RULE);
    write("other.examples.yaml", EXAMPLES);
    Run run = Run.of("check", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("other.yaml:1:5: warning file-name in id")
        .contains("two-errors.yaml:1:5: error duplicate-id in id")
        .contains(dir.resolve("other.yaml") + " has the same id");
  }

  @Test
  void findsAPatternThatFlinkDoesNotKnow() throws Exception {
    writeGood();
    String loop = "times: 2..\n    inner: followedByAny\n    greedy: true";
    write("two-errors.yaml", RULE.replace("times: 2", loop).replace("1 min", "10 s"));
    Run run = Run.of("check", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("error invalid in steps")
        .contains("flink-cep knows no such pattern");
  }

  @Test
  void findsExamplesThatCanNotBeReadAndThoseWithoutANearMiss() throws Exception {
    writeGood();
    write("two-errors.examples.yaml", EXAMPLES.replace("service: api", "service: 7"));
    assertThat(Run.of("check", dir.toString()).out())
        .contains("expected a string, found 7; put it in quotes")
        .endsWith("1 rule: 2 errors, 0 warnings\n");
    write("two-errors.examples.yaml", EXAMPLES.substring(0, EXAMPLES.indexOf("- name: one")));
    assertThat(Run.of("check", dir.toString()).out()).contains("expected a near miss");
  }

  @Test
  void saysOfAnExampleThatFailsWhatWasExpectedAndWhatWasFound() throws Exception {
    writeGood();
    write("two-errors.examples.yaml", EXAMPLES.replace("matches: []", "matches: [api fails]"));
    Path examples = dir.resolve("two-errors.examples.yaml");
    assertThat(Run.of("test", examples.toString()))
        .isEqualTo(
            new Run(
                1,
                """
                two-errors
                  ✓ two of them
                  ✗ one is none
                      at        FILE:6
                      expected  "api fails"
                      found     nothing

                2 examples of 1 rule: 1 hold, 1 fail
                """
                    .replace("FILE", examples.toString()),
                ""));
    write(
        "two-errors.examples.yaml",
        EXAMPLES.replace("[]", "[x]").replace("at: 0 s, type", "at: 0 s, times: 2, type"));
    assertThat(Run.of("test", dir.toString()).out()).contains("found     \"api fails\" at 0 s");
  }

  @Test
  void doesNotTestARuleThatIsWrong() throws Exception {
    writeGood();
    write("two-errors.yaml", RULE.replace("type: error", "typ: error"));
    Run run = Run.of("test", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("no such key; the nearest is type").doesNotContain("✓");
  }

  @Test
  void explainsARuleAndDrawsItsPictureAlone() {
    String file = "../cep-rules/rules/deployment-stuck.yaml";
    assertThat(Run.of("explain", file).out())
        .startsWith("deployment-stuck (warning)\n")
        .contains("2. finished: no deployment_finished before the time is up")
        .contains(" [ started ]\n");
    assertThat(Run.of("explain", "--format", "mermaid", file).out())
        .startsWith("stateDiagram-v2\n");
    assertThat(Run.of("explain", "--rate", "10", file).out())
        .contains("up to 6,000 partial matches");
  }

  @Test
  void saysWhyItCanNot() throws Exception {
    assertThat(Run.of("check", "nowhere.yaml"))
        .isEqualTo(new Run(2, "", "rules check: there is no file nowhere.yaml\n"));
    assertThat(Run.of("check", dir.toString()).err()).contains("there are no rules (*.yaml) in");
    Run rate = Run.of("check", "--rate", "0", dir.toString());
    assertThat(rate.exit()).isEqualTo(2);
    assertThat(rate.err()).contains("expected a number greater than 0, found \"0\"");
    assertThat(Run.of("chekc").exit()).isEqualTo(2);
    assertThat(Run.of().err())
        .startsWith("expected a command: check, explain, test, push, list, backtest or watch");
    Run explain = Run.of("explain", write("a.yaml", "id: [").toString());
    assertThat(explain.exit()).isEqualTo(1);
    assertThat(explain.err()).contains("error invalid").contains("not YAML");
    Run none = Run.of("test", write("two-errors.yaml", RULE).toString());
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("there are no examples; expected");
  }

  @Test
  void saysInASentenceThatARuleFailsAtAnExample() throws Exception {
    write(
        "two-errors.yaml",
        RULE.replace("this.route == '/pay'", "\"'a'.matches(this.message)\"")
            .replace("times: 2", "times: 1"));
    String deep = "(".repeat(20_000) + "a" + ")".repeat(20_000);
    write("two-errors.examples.yaml", EXAMPLES.replace("route: /pay", "message: \"" + deep + "\""));
    Run run = Run.of("test", dir.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("✗ two of them")
        .contains("found     the rule fails, since a condition or a text nests too deeply")
        .endsWith("2 examples of 1 rule: 0 hold, 2 fail\n");
    assertThat(run.err()).isEmpty();
  }
}
