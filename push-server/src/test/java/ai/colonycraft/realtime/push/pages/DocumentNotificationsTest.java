package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.support.DocumentClients;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The notification service of the platform's document, its types deleted and its address changed:
 * it shows what is critical on the desktop, and its links lead to pages.
 */
class DocumentNotificationsTest extends PagesInChromium {

  /** The document's own use of the service, and what it takes for granted. */
  private static final String USE =
      """
      document.body.innerHTML = '<div id="notification-center"></div>';
      const formatTime = (time) => new Date(time).toISOString();
      const updateNotificationBadge = () => {};
      globalThis.shown = [];
      const Desktop = globalThis.Notification;
      globalThis.Notification = class extends Desktop {
        constructor(title, options) {
          super(title, options);
          shown.push({ title, icon: options.icon, made: this });
          this.onshow = () => (shown.find((s) => s.made === this).visible = true);
        }
      };
      const notificationService = NotificationService.getInstance();
      notificationService.addListener((notification) => {
          const notificationCenter = document.getElementById('notification-center');
          const notificationElement = document.createElement('div');
          notificationElement.className = `notification ${notification.type}`;
          notificationElement.innerHTML = `
              <div class="notification-header">
                  <span class="notification-title">${notification.title}</span>
                  <span class="notification-time">${formatTime(notification.timestamp)}</span>
              </div>
              <div class="notification-message">${notification.message}</div>
              ${notification.actionUrl ? `<a href="${notification.actionUrl}" class="notification-action">View Details</a>` : ''}
          `;
          notificationCenter?.appendChild(notificationElement);
          updateNotificationBadge();
      });
      """;

  @Test
  void showsWhatIsCriticalWithItsIconAndLeadsToAPage() throws Exception {
    String origin = "http://127.0.0.1:" + server.port();
    chromium.allowNotifications(origin);
    // The document's own page has no such policy; it stands in its place here.
    chromium.ignoreContentPolicy(true);
    chromium.open(origin + "/healthz");
    assertThat(
            chromium.evaluate(
                "(() => {"
                    + DocumentClients.notifications(server.port())
                    + USE
                    + "; return 'ran'; })()"))
        .isEqualTo("ran");
    await().until(() -> server.notifications.subscribers() == 1);
    List<String> addresses =
        IncidentPagesTest.actionUrls().map(url -> url.replaceAll("\\$\\{[^}]*\\}", "x-1")).toList();
    assertThat(addresses).hasSizeGreaterThan(4);

    for (int i = 0; i < addresses.size(); i++) {
      server.publish(notice("n" + i, i == 0 ? "critical" : "warning", addresses.get(i)));
    }

    waitFor("document.querySelectorAll('.notification-action').length", "" + addresses.size());
    waitFor("shown.map((s) => s.title + ' ' + s.visible).join()", "t of n0 true");
    assertThat(chromium.evaluate("shown[0].icon")).isEqualTo("/assets/icons/critical.png");
    chromium.evaluate(
        "(globalThis.icon = new Image(), icon.src = shown[0].icon, icon.decode(), 'asked')");
    waitFor("icon.naturalWidth", "96");
    String links =
        chromium.evaluate(
            "[...document.querySelectorAll('.notification-action')].map((a) => a.href).join(' ')");
    chromium.ignoreContentPolicy(false);
    for (String link : links.split(" ")) {
      chromium.open(link);
      waitFor("document.querySelectorAll('.page .panel').length > 0", "true");
      assertThat(chromium.evaluate("document.title")).contains("x-1");
    }
  }

  private static Notice notice(String id, String type, String actionUrl) {
    return new Notice(
        id,
        ("{\"id\":\"%1$s\",\"type\":\"%2$s\",\"title\":\"t of %1$s\",\"message\":\"m\",\"timestamp\":%3$d,"
                + "\"source\":\"s\",\"context\":{},\"actionUrl\":\"%4$s\"}")
            .formatted(id, type, System.currentTimeMillis(), actionUrl),
        LiveRecord.NO_SEQUENCE);
  }
}
