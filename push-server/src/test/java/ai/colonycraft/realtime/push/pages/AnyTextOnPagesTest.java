package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.Act.What;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever text services, colonies and incidents have, every page shows them and stays live. */
class AnyTextOnPagesTest extends PagesInChromium {

  private static final int TEXTS = 40;

  /** The last that the feed takes, and that a date of a browser can have. */
  private static final long LAST_TIME = 8_640_000_000_000_000L;

  private final AnyText any = new AnyText(3);

  @Test
  void everyPageLivesWithAnyText() throws Exception {
    new Platform(server, "Reef").begin();
    server.publish(Platform.notice("i-1", "critical", "Billing fails", "billing"));
    for (int i = 0; i < TEXTS; i++) {
      publish(i, any.text());
    }
    for (String path : PAGES) {
      open(path);
      waitFor("document.querySelectorAll('main *').length > 10", "true");
      assertThat(chromium.problems()).as(path).isEmpty();
    }
    open("/notifications");
    await().until(() -> server.notifications.subscribers() == 1);
    server.publish(Platform.notice("last", "critical", "Billing fails", "billing"));
    waitForText("cc-centre h3", "Billing fails");
    waitForText("cc-centre h3", "number 0");
    assertThat(chromium.problems()).isEmpty();
  }

  private void publish(int i, String text) throws Exception {
    Map<String, Object> notification =
        Map.of(
            "id",
            "n" + i,
            "type",
            "critical",
            "title",
            "number " + i + " " + text,
            "message",
            text,
            "timestamp",
            System.currentTimeMillis(),
            "source",
            text,
            "context",
            Map.of("service", text, "region", text, "deployment", text));
    Map<String, Object> line =
        Map.of("timestamp", System.currentTimeMillis(), "who", text, "what", text, "where", text);
    RecordParser parser = new RecordParser();
    byte[] value = AnyText.ESCAPING.writeValueAsBytes(notification);
    if (value.length < 16_000) {
      server.publish(parser.notice("n" + i, value));
      server.publish(parser.line(AnyText.ESCAPING.writeValueAsBytes(line)));
    }
    server.publish(
        IncidentActions.none("i-1")
            .with(new Act(What.ACKNOWLEDGE, text, null, text, 1))
            .with(new Act(What.ASSIGN, text, text, text, 2)),
        new Silence("s" + i, Map.of("of", text), 0, LAST_TIME, text, text, false, 1, -1));
    server.publish(
        now("active_users", Map.of("platform", text), i),
        now("active_users", Map.of("country_code", text), i),
        now("error_rate", Map.of("service", text), 0.5),
        now("service_health", Map.of("service", text, "region", text, "state", text), 1),
        now("top_colonies", Map.of("rank", "" + i, "colony_id", text, "colony_name", text), i));
  }
}
