package ai.colonycraft.realtime.push.incidents;

import static ai.colonycraft.realtime.push.incidents.Incidents.alert;
import static ai.colonycraft.realtime.push.incidents.Incidents.ended;
import static ai.colonycraft.realtime.push.incidents.Incidents.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SameFactTest {

  private static final String[] EU = {"service", "billing", "region", "eu-west-1"};

  @Test
  void anAlertAndTheIncidentOfTheRuleThatItNamesAreOneWithTwoSources() {
    Incident rule = open("unhealthy", 0, EU);
    Incident alert = alert("ServiceUnhealthy", 1, "unhealthy", "service", "billing");

    Board board = Board.of(List.of(alert, rule));

    assertThat(board.partOf("ServiceUnhealthy")).contains("unhealthy");
    assertThat(board.shown()).hasSize(1);
    assertThat(board.shown("unhealthy").orElseThrow().sources())
        .containsExactly("rule:unhealthy", "alert:ServiceUnhealthy");
    assertThat(board.group("ServiceUnhealthy").orElseThrow().ids()).containsExactly("unhealthy");
  }

  @Test
  void theOneThatBeganFirstIsShown() {
    Board board = Board.of(List.of(open("unhealthy", 2, EU), alert("A", 1, "unhealthy", EU)));

    assertThat(board.partOf("unhealthy")).contains("A");
  }

  @Test
  void goesOnWhileOneOfBothDoes() {
    Board board = Board.of(List.of(ended("unhealthy", 0, 5, EU), alert("A", 1, "unhealthy", EU)));

    assertThat(board.shown("unhealthy").orElseThrow().isOpen()).isTrue();
  }

  @Test
  void anotherServiceRegionRuleOrTimeIsAnotherFact() {
    assertThat(together(open("r", 0, EU), alert("A", 1, "r", "service", "gateway"))).isFalse();
    assertThat(
            together(
                open("r", 0, EU), alert("A", 1, "r", "service", "billing", "region", "us-east-1")))
        .isFalse();
    assertThat(together(open("r", 0, EU), alert("A", 1, "other", EU))).isFalse();
    assertThat(together(ended("r", 0, 1, EU), alert("A", 2, "r", EU))).isFalse();
    assertThat(together(open("r", 0), alert("A", 1, "r"))).isFalse();
    assertThat(together(open("r", 0, EU), alert("A", 1, "r", EU))).isTrue();
  }

  private static boolean together(Incident rule, Incident alert) {
    return Board.of(List.of(rule, alert)).shown().size() == 1;
  }
}
