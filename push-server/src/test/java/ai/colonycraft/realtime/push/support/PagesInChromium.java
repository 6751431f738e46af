package ai.colonycraft.realtime.push.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Tests of the web pages: one Chromium for a class, one server for a test. */
@WithChromium
@WithServer
public abstract class PagesInChromium {

  /** One address of each page. */
  public static final List<String> PAGES =
      List.of(
          "/",
          "/operations",
          "/activity",
          "/services/billing",
          "/colonies/c-1",
          "/flamegraph",
          "/notifications",
          "/incidents/i-1",
          "/regions/eu-west-1",
          "/users/u-1",
          "/custom",
          "/settings");

  protected static final String WIDER_THAN_THE_WINDOW =
      "document.documentElement.scrollWidth > innerWidth ||"
          + " [...document.querySelectorAll('.panel')].some(p => p.getBoundingClientRect().right >"
          + " innerWidth + 1)";

  protected static Chromium chromium;
  protected TestTransport server;

  @AfterEach
  void leaveThePage() {
    chromium.open("about:blank");
  }

  /** Goes to a page and waits until it is live. */
  protected void open(String path) {
    open(chromium, path);
  }

  protected void open(Chromium browser, String path) {
    browser.open("http://127.0.0.1:" + server.port() + path);
    waitFor(browser, "document.querySelector('.connection')?.dataset.state", "open");
  }

  protected static void waitFor(String expression, String expected) {
    waitFor(chromium, expression, expected);
  }

  protected static void waitFor(Chromium browser, String expression, String expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(Chromium::isNavigation)
        .untilAsserted(() -> assertThat(browser.evaluate(expression)).isEqualTo(expected));
  }

  /** Waits until the text of all that a selector finds contains another. */
  protected static void waitForText(String selector, String part) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(Chromium::isNavigation)
        .untilAsserted(() -> assertThat(text(selector)).contains(part));
  }

  /**
   * Waits as {@link #waitForText}, and publishes a value again and again, since one that is older
   * than 15 s is shown as stale.
   */
  protected void waitForTextOfLive(String selector, String part, String metric, Number value) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              server.publish(Platform.now(metric, Map.of(), value));
              assertThat(text(selector)).contains(part);
            });
  }

  /** The texts of all that a selector finds. */
  protected static String text(String selector) {
    return chromium.evaluate(
        "[...document.querySelectorAll(`%s`)].map(n => n.textContent).join(' | ')"
            .formatted(selector));
  }

  /**
   * Saves what the page looks like, in {@code target/pictures}, for people to look at; only where
   * {@code -Dpictures=true} asks for it, since each takes a second.
   */
  protected static void picture(String name) {
    if (!Boolean.getBoolean("pictures")) {
      return;
    }
    // Lines are drawn once a second, so all have been by then.
    chromium.evaluateLater("new Promise(done => setTimeout(done, 1200))");
    try {
      chromium.screenshot(
          Files.createDirectories(Path.of("target/pictures")).resolve(name + ".png"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected static void click(String selector) {
    assertThat(
            chromium.evaluate("(document.querySelector(`%s`).click(), 'done')".formatted(selector)))
        .isEqualTo("done");
  }
}
