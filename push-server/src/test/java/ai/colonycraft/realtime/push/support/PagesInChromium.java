package ai.colonycraft.realtime.push.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests of the web pages: one Chromium for a class, one server for a test. */
public abstract class PagesInChromium {

  protected static Chromium chromium;
  protected TestTransport server;

  @BeforeAll
  static void startChromium() throws Exception {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopChromium() {
    if (chromium != null) {
      chromium.close();
      chromium = null;
    }
  }

  @BeforeEach
  void startServer() throws Exception {
    server = TestTransport.start();
  }

  @AfterEach
  void stopServer() {
    chromium.open("about:blank");
    server.close();
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
        .untilAsserted(() -> assertThat(browser.evaluate(expression)).isEqualTo(expected));
  }

  /** Waits until the text of all that a selector finds contains another. */
  protected static void waitForText(String selector, String part) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(text(selector)).contains(part));
  }

  /** The texts of all that a selector finds. */
  protected static String text(String selector) {
    return chromium.evaluate(
        "[...document.querySelectorAll(`%s`)].map(n => n.textContent).join(' | ')"
            .formatted(selector));
  }

  protected static void click(String selector) {
    assertThat(
            chromium.evaluate("(document.querySelector(`%s`).click(), 'done')".formatted(selector)))
        .isEqualTo("done");
  }
}
