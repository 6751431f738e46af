package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Notification;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The jobs' notifications are what the push server reads. */
class NotificationContractTest {

  private static final Contract CONTRACT = new Contract("notifications");

  @Test
  void writesEverythingThatARuleCanSay() {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("service", "shop \"é\"");
    context.put("count", 7L);
    context.put("ratio", 0.5);
    context.put("beta", true);
    Notification notification =
        new Notification(
            "n-1", Severity.CRITICAL, "Title", "Text", 5, "rule", context, Optional.of("/x?y=1"));

    assertThat(CONTRACT.holds(notification.json()))
        .isEqualTo(
            "{\"id\":\"n-1\",\"type\":\"critical\",\"title\":\"Title\",\"message\":\"Text\","
                + "\"timestamp\":5,\"source\":\"rule\",\"context\":{\"service\":\"shop \\\"é\\\"\","
                + "\"count\":7,\"ratio\":0.5,\"beta\":true},\"actionUrl\":\"/x?y=1\"}");
  }

  @Test
  void leavesOutWhatARuleDoesNotSay() {
    for (Severity severity : Severity.values()) {
      Notification notification =
          new Notification("n-1", severity, "", "", 5, "rule", Map.of(), Optional.empty());

      assertThat(CONTRACT.holds(notification.json()))
          .isEqualTo(
              "{\"id\":\"n-1\",\"type\":\"%s\",\"title\":\"\",\"message\":\"\",\"timestamp\":5,\"source\":\"rule\"}"
                  .formatted(severity.word()));
    }
  }
}
