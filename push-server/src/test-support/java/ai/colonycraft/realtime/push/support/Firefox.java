package ai.colonycraft.realtime.push.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A headless Firefox with one page, driven by WebDriver BiDi, that gets messages of a service. */
public final class Firefox implements AutoCloseable {

  private final Path profile;
  private final RunningProcess process;
  private final DevTools browser;
  private final String page;

  private Firefox(Path profile, RunningProcess process, DevTools browser, String page) {
    this.profile = profile;
    this.process = process;
    this.browser = browser;
    this.page = page;
  }

  /**
   * Starts one; skips the test that asks if there is none.
   *
   * @param pushService address of the WebSocket of its push service
   */
  public static Firefox start(String pushService) throws Exception {
    String program = Needs.program("firefox-esr");
    Path profile = Files.createTempDirectory("push-firefox");
    List<String> settings =
        List.of(
            "'dom.push.serverURL', '" + pushService + "'",
            "'dom.push.connection.enabled', true",
            "'dom.push.testing.allowInsecureServerURL', true",
            "'permissions.default.desktop-notification', 1",
            "'alerts.useSystemBackend', false",
            "'dom.webnotifications.requireuserinteraction', false",
            "'network.captive-portal-service.enabled', false",
            "'network.connectivity-service.enabled', false",
            "'datareporting.policy.dataSubmissionEnabled', false",
            "'app.update.enabled', false",
            "'browser.shell.checkDefaultBrowser', false");
    Files.write(
        profile.resolve("user.js"), settings.stream().map(s -> "user_pref(" + s + ");").toList());
    RunningProcess process =
        RunningProcess.start(
            program,
            "--headless",
            "--no-remote",
            "--remote-debugging-port=0",
            "--profile",
            profile.toString());
    String line = process.waitForLine("WebDriver BiDi listening on ws://");
    URI address = URI.create(line.substring(line.indexOf("ws://")).strip() + "/session");
    DevTools browser = new DevTools(address, event -> {});
    browser.call("session.new", "capabilities", Map.of());
    JsonNode contexts = browser.call("browsingContext.getTree").get("contexts");
    return new Firefox(profile, process, browser, contexts.get(0).get("context").asText());
  }

  /** Goes to an address. */
  public void open(String address) {
    browser.call("browsingContext.navigate", "context", page, "url", address, "wait", "complete");
  }

  /** Evaluates JavaScript, as on a person's click; waits for a promise; its value as text. */
  public String evaluate(String expression) {
    JsonNode answer =
        browser.call(
            "script.evaluate",
            "expression",
            "Promise.resolve(" + expression + ").then(String)",
            "target",
            Map.of("context", page),
            "awaitPromise",
            true,
            "userActivation",
            true);
    return answer.path("result").path("value").asText(answer.toString());
  }

  @Override
  public void close() {
    browser.close();
    process.close();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      profile.toFile().deleteOnExit();
    }
  }
}
