package ai.colonycraft.realtime.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.RuleReader;
import ai.colonycraft.realtime.rules.read.ShippedRules;
import org.junit.jupiter.api.Test;

class ExplainTest {

  private static Rule shipped(String id) throws Exception {
    return RuleReader.read(id, ShippedRules.texts().get(id));
  }

  private static Rule rule(String steps) throws Exception {
    return RuleReader.read(
        "a.yaml",
        """
        id: a
        key: service
        within: 10 min
        severity: info
        steps:
        %s
        notification: {title: 'A "title"', message: m}
        """
            .formatted(steps.indent(2)));
  }

  @Test
  void tellsARuleInWords() throws Exception {
    assertThat(Words.of(shipped("error-burst-after-deployment"), 0.2))
        .isEqualTo(
            """
            error-burst-after-deployment (critical)
            A version that just went live fails a large share of its requests.

            Of one service and region, within 10 min:
              1. deployment: deployment_finished
              2. failed: http_request, the next that fits
                 when the share at least 10 % within 2 min, of at least 20 events
                 counted where this.statusCode >= 500

            Then people are notified, critical: "Errors after the deployment of ${deployment.version}"
            Matches of the same service, region and deployment.version are one incident. It ends
              with deployment_finished or health_changed
                   where this.type == "deployment_finished" || this.value == 1.0
              or when no match was added for 15 min.
            A match ends no others: they may share events.
            At 0.2 fitting events a second of one key, up to 120 partial matches are kept; \
            their number grows with the events.
            """);
  }

  @Test
  void tellsOfEventsInAnyOrderAndOfTheTimeBetweenThem() throws Exception {
    Rule rule =
        rule(
            """
            - {name: broken, allOf: [{type: error}, {type: health_changed, where: this.value == 0.0}]}
            - {name: fixed, type: health_changed, after: 10 s, within: 1 min}
            """);
    assertThat(Words.of(rule, 1))
        .contains(
            """
              1. broken: in any order, one each of error; health_changed where this.value == 0.0
              2. fixed: health_changed, the next that fits
                 10 s or more after the event before
                 within 1 min of the event before
            """);
    for (Picture picture : Picture.values()) {
      assertThat(picture.of(rule)).contains("in any order", "10 s or more after");
    }
  }

  @Test
  void tellsAndDrawsEveryShippedRule() throws Exception {
    for (String id : ShippedRules.texts().keySet()) {
      assertThat(Words.of(shipped(id), 1)).as(id).startsWith(id);
      for (Picture picture : Picture.values()) {
        assertThat(picture.of(shipped(id))).as(id).isNotBlank();
      }
    }
    assertThat(Words.of(shipped("token-spend-of-user"), 1))
        .contains("when the sum of tokens above 100000 within 5 min\n")
        .contains(
            "and more than 3 times the usual value and more than 6 deviations beyond the usual"
                + " value, the median of periods of 5 min over 1 h, of which 6 must be known\n");
  }

  @Test
  void drawsTheWayToTheMatchAndWhatElseHappens() throws Exception {
    assertThat(Picture.TEXT.of(shipped("deployment-stuck")))
        .isEqualTo(
            """
             ( nothing yet )
              │
              │  deployment_started
              ▼
             [ started ]
              │      ✗ deployment_finished where this.version == started.version and \
            this.region == started.region: given up
              │      · other events change nothing
              │
              │  10 min after the first event
              ▼
             (( match ))  warning: "Deployment of ${key} ${started.version} is stuck"
              │
              │  deployment_finished of the same region
              │
              │  2 h after the last match
              ▼
             ( the incident is over )
            """);
  }

  @Test
  void saysTheEndOfAnIncidentInEveryPicture() throws Exception {
    Rule rule = shipped("region-failing-over");

    assertThat(Picture.MERMAID.of(rule))
        .contains(": health_changed<br/>where this.value == 1.0\n")
        .contains(": 6 h after the last match\n")
        .endsWith(" --> [*]\n");
    assertThat(Picture.DOT.of(rule))
        .contains("\"the match\" -> \"the incident is over\" [label=\"health_changed\\l")
        .contains("\"the match\" -> \"the incident is over\" [label=\"6 h after the last match");
  }

  @Test
  void saysNoEndOfANotificationThatHasNone() throws Exception {
    Rule rule = shipped("session-ended-after-error");

    assertThat(Words.of(rule, 1))
        .contains("and of the same sessionId people are notified not again for 1 min.\n")
        .doesNotContain("incident");
    assertThat(Picture.TEXT.of(rule)).doesNotContain("incident");
  }

  @Test
  void drawsLoopsChoicesAndStrictSteps() throws Exception {
    Rule rule =
        rule(
            """
            - {name: deploy, type: deployment_finished, oneOrMore: true, until: this.type == 'span'}
            - {name: ill, type: health_changed, optional: true}
            - {name: errors, type: error, times: 2..4}
            - {name: worse, type: error, contiguity: next}
            """);
    assertThat(Picture.TEXT.of(rule))
        .contains("  │  1 or more deployment_finished\n")
        .contains(
            " [ deploy: 1 or more ]\n"
                + "  │      ↻ another deployment_finished, until this.type == 'span'\n")
        .contains(" [ ill, or none ]\n")
        .contains("  │  2 to 4 error   (from deploy)\n")
        .contains(" [ errors: 2 to 4 ]\n" + "  │      ↻ another error, up to 4 in all\n")
        .contains("  │      ✗ any other event of the rule's types: given up\n");
  }

  @Test
  void writesMermaidThatMermaidReads() throws Exception {
    assertThat(Picture.MERMAID.of(shipped("session-ended-after-error")))
        .isEqualTo(
            """
            stateDiagram-v2
              state "error" as s1
              state "info#58; #34;A session ended after an error#34;" as s2
              state "given up" as gone
              [*] --> s1: js_error
              s1 --> s2: session_ended
              s1 --> s1: other events change nothing
              s1 --> gone: 10 s after the first event
              s2 --> [*]
            """);
  }

  @Test
  void writesDotWithItsQuotesKept() throws Exception {
    assertThat(Picture.DOT.of(rule("- {name: a, type: error, where: \"this.message == 'x'\"}\n")))
        .startsWith("digraph rule {\n")
        .contains("\"the match\" [label=\"info: \\\"A \\\"title\\\"\\\"\", peripheries=2];\n")
        .contains("[label=\"error\\lwhere this.message == \\\"x\\\"\\l\"];\n");
  }
}
