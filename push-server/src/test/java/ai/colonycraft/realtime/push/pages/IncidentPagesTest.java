package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.at;
import static ai.colonycraft.realtime.push.support.Platform.notice;
import static ai.colonycraft.realtime.push.support.Platform.noticeAbout;
import static ai.colonycraft.realtime.push.support.Platform.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of an incident and what people do on it, with two pages and over a restart. */
class IncidentPagesTest extends PagesInChromium {

  private static final Path RULES = Path.of("../cep-rules/rules");
  private static final String PLANNED =
      "document.querySelector('cc-silences li')?.textContent.includes('The database moves')"
          + " && document.querySelector('cc-silences li').textContent.includes('from ')";

  private static final String GROUP =
      "document.querySelector('cc-centre .group-head')?.textContent"
          + ".startsWith('billing in eu-west-1: 2, since')";

  private static final Pattern ACTION_URL =
      Pattern.compile("^ *actionUrl: *(\\S+)", Pattern.MULTILINE);

  @Test
  void saysInItsFirstLinesWhatIsBrokenSinceWhenAndWhatChangedBefore() {
    new Platform(server, "Colony").begin();
    server.publish(
        noticeAbout(
            "n1",
            "critical",
            "Billing is unhealthy",
            "{\"service\":\"billing\",\"region\":\"eu-west-1\",\"version\":\"2.4.1\"}"));
    open("/incidents/n1");

    waitForText(".first-lines .what", "Billing is unhealthy");
    waitForText(".first-lines .since", "Since ");
    waitForText(".first-lines .since", "m of n1");
    waitForText(".first-lines .before", "the deployment of billing 2.4.1");
    waitForText(".timeline", "Began, noticed by");
    waitForText(".ways-on", "Flame graph");
    waitForText("cc-incident-numbers h2", "Service billing");
    pictures("incident");
    chromium.show("dark", 1920, 1080);
    open("/incidents/n1?theme=wall");
    waitForText(".first-lines .what", "Billing is unhealthy");
    picture("incident-wall");
    chromium.show("dark", 1280, 900);
  }

  @Test
  void showsTheEventsOfTheMatchAndWhatChangedBefore() {
    long begin = System.currentTimeMillis() - 5 * 60_000;
    Map<String, String> place = Map.of("service", "billing", "region", "eu-west-1");
    Map<String, String> deployment = new HashMap<>(place);
    deployment.putAll(Map.of("version", "2.4.1", "phase", "started"));
    Map<String, String> unhealthy = new HashMap<>(place);
    unhealthy.put("state", "unhealthy");
    server.publish(
        at(begin - 60_000, "deployment_timestamp_seconds", deployment, (begin - 60_000) / 1_000),
        at(begin - 20_000, "service_health", unhealthy, 1));
    server.publish(
        new Notice(
            "n1",
            ("{\"id\":\"n1\",\"type\":\"critical\",\"title\":\"Billing fails\",\"message\":\"m\","
                    + "\"timestamp\":%1$d,\"source\":\"s\",\"context\":{\"service\":\"billing\","
                    + "\"region\":\"eu-west-1\"},\"events\":[{\"step\":\"deployment\","
                    + "\"type\":\"deployment_finished\",\"timestamp\":%2$d,\"facts\":{\"version\":\"2.4.1\"}},"
                    + "{\"step\":\"failed\",\"type\":\"http_request\",\"timestamp\":%1$d,\"facts\":"
                    + "{\"route\":\"/<b>invoices\",\"statusCode\":503,\"traceId\":\"t-1\"}}]}")
                .formatted(begin, begin - 40_000),
            LiveRecord.NO_SEQUENCE));
    open("/incidents/n1");

    waitForText(".first-lines .before", "Before it, by 1 min: the deployment of billing · 2.4.1");
    waitForText(".timeline", "Deployment began: billing · 2.4.1 · eu-west-1");
    waitForText(".timeline", "billing in eu-west-1 reported: Unhealthy");
    waitForText(".matched li:nth-child(1)", "deployment · deployment_finished");
    waitForText(".matched li:nth-child(2)", "route /<b>invoices");
    waitForText(".matched li:nth-child(2)", "statusCode 503");
    waitFor("document.querySelector('.matched a').getAttribute('href')", "/traces/t-1");
    pictures("incident-events");
  }

  @Test
  void ranksWhatMovedAndWhichRegionExplainsIt() {
    long now = System.currentTimeMillis();
    long begin = now - 5 * 60_000;
    for (long time = now - 30 * 60_000; time <= now; time += 30_000) {
      for (String region : List.of("eu-west-1", "us-east-1", "ap-south-1")) {
        Map<String, String> place = Map.of("service", "billing", "region", region);
        boolean isBroken = region.equals("us-east-1") && time >= begin;
        server.publish(
            at(time, "error_rate", place, isBroken ? 0.4 : 0.001),
            at(time, "request_rate", place, 20));
      }
    }
    billingFails(begin);
    open("/incidents/n1");

    waitForText("cc-moved li:first-child", "Region us-east-1");
    assertThat(text("cc-moved li:first-child"))
        .contains("100%", "of the change in failed requests");
    waitForText("cc-moved li:nth-child(2)", "us-east-1");
    assertThat(text("cc-moved li:nth-child(2)")).contains("40%", "before: 0.1%");
    waitFor("document.querySelectorAll('cc-moved li').length", "2");
    pictures("incident-moved");
  }

  @Test
  void namesTheNewVersionAndTheRouteThatExplainIt() {
    long now = System.currentTimeMillis();
    long begin = now - 5 * 60_000;
    for (long time = now - 30 * 60_000; time <= now; time += 30_000) {
      // The new version has no past: nobody asked it anything before.
      boolean isDeployed = time >= begin;
      part(time, "version", "2.4.0", isDeployed ? 10 : 20, 0.001);
      if (isDeployed) {
        part(time, "version", "2.4.1", 10, 0.4);
      }
      part(time, "route", "/invoices/{id}", 15, isDeployed ? 0.25 : 0.001);
      part(time, "route", "/health", 5, 0.001);
    }
    billingFails(begin);
    open("/incidents/n1");

    waitForText("cc-moved li:nth-child(1)", "Version 2.4.1");
    waitForText("cc-moved li:nth-child(2)", "Route /invoices/{id}");
    assertThat(text("cc-moved li:first-child"))
        .contains("100%", "of the change in failed requests");
    pictures("incident-versions");
  }

  private void billingFails(long begin) {
    server.publish(
        new Notice(
            "n1",
            ("{\"id\":\"n1\",\"type\":\"critical\",\"title\":\"Billing fails\",\"message\":\"m\","
                    + "\"timestamp\":%d,\"source\":\"s\",\"context\":{\"service\":\"billing\"}}")
                .formatted(begin),
            LiveRecord.NO_SEQUENCE));
  }

  private void part(long time, String label, String value, double requests, double errors) {
    Map<String, String> labels = Map.of("service", "billing", label, value);
    server.publish(
        at(time, "request_rate", labels, requests), at(time, "error_rate", labels, errors));
  }

  @Test
  void whoHandlesItIsShownOnEveryPageAndKnownAfterARestart() throws Exception {
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    try (Chromium other = Chromium.start()) {
      open("/incidents/n1");
      open(other, "/notifications?state=acknowledged");
      await().until(() -> server.notifications.subscribers() == 2);
      waitForText(".first-lines .what", "Billing fails");
      chromium.evaluate("localStorage.setItem('colonycraft.settings', '{\"name\":\"ada\"}')");
      open("/incidents/n1");
      waitForText("form.acknowledge button", "Acknowledge");

      fill("form.acknowledge input", "On it");
      click("form.acknowledge button");

      waitForText(".first-lines .acknowledged", "Being handled by ada since");
      waitForText(".timeline", "ada acknowledged it: On it");
      waitFor(other, "document.querySelectorAll('cc-centre article').length", "1");
      waitFor(
          other,
          "document.querySelector('cc-centre .acknowledged').textContent.includes('by ada')",
          "true");

      fill("form.assign input", "bob");
      click("form.assign button");

      waitForText(".first-lines .assigned", "Assigned to bob");
      server = server.stop().start();
      await().until(() -> server.notifications.subscribers() == 2);
      open("/incidents/n1");
      waitForText(".first-lines .acknowledged", "Being handled by ada since");
      waitForText(".first-lines .assigned", "Assigned to bob");
    } finally {
      chromium.evaluate("localStorage.clear()");
    }
  }

  @Test
  void manyAreAcknowledgedAtOnceAndThatIsUndone() throws Exception {
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Gateway is slow", "gateway"));
    try (Chromium other = Chromium.start()) {
      open("/notifications");
      open(other, "/");
      await().until(() -> server.notifications.subscribers() == 2);
      waitForText(".acknowledge-all", "Acknowledge all 2 shown");

      click(".acknowledge-all");

      waitForText("cc-centre .empty", "No notification matches");
      waitFor(other, "document.querySelectorAll('cc-burning article').length", "0");
      waitFor(
          other,
          "document.querySelector('cc-burning .handled-head').textContent",
          "Being handled or silenced: 2");
      waitFor(other, "document.querySelectorAll('cc-burning .notice-lines li').length", "2");
      waitFor(
          other,
          "document.querySelector('cc-burning li .acknowledged').textContent.includes('Being handled since')",
          "true");
      waitFor(other, "document.querySelector('cc-burning .empty').hidden", "true");

      click(".said button");

      waitFor(other, "document.querySelectorAll('cc-burning .handled-head').length", "0");
      waitFor(other, "document.querySelectorAll('cc-burning article').length", "2");
      waitFor("document.querySelectorAll('cc-centre article').length", "2");
    }
  }

  @Test
  void aWallHasALineForEachNotificationOfAService() {
    new Platform(server, "Colony").begin();
    server.publish(
        notice("n1", "critical", "Billing fails", "billing"),
        resolved(notice("n2", "warning", "Billing is slow", "billing")));
    chromium.show("dark", 1920, 1080);
    open("/services/billing?theme=wall");

    waitFor("document.querySelectorAll('cc-burning .notice-lines li:not([hidden])').length", "2");
    waitFor("document.querySelector('cc-burning > .more').hidden", "true");
    waitForText("cc-burning li .title", "Billing is slow");
    picture("wall-service-notices");
    chromium.show("dark", 1280, 900);
  }

  @Test
  void aSilenceIsListedInterruptsNobodyAndIsEnded() throws Exception {
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    try (Chromium other = Chromium.start()) {
      open("/incidents/n1");
      open(other, "/notifications");
      await().until(() -> server.notifications.subscribers() == 2);
      waitForText(".incident-actions summary", "Silence");
      click(".incident-actions summary");
      fill("form.silence input[required]", "A known fault");
      click("form.silence button");

      waitForText(".first-lines .silenced", "Silenced until");
      waitFor(other, "document.querySelectorAll('cc-silences li').length", "1");
      waitFor(other, "document.querySelectorAll('cc-centre article').length", "0");
      server = server.stop().start();
      await().until(() -> server.notifications.subscribers() == 2);
      server.publish(notice("n2", "critical", "Fails again", "billing"));
      server.publish(notice("n3", "critical", "Gateway fails", "gateway"));
      waitForText("cc-toasts .toast strong", "Gateway fails");
      assertThat(text("cc-toasts .toast strong")).doesNotContain("Fails again");

      other.evaluate("document.querySelector('cc-silences button').click()");

      waitFor(other, "document.querySelector('cc-silences').hidden", "true");
      waitFor(other, "document.querySelectorAll('cc-centre article').length", "3");
    }
  }

  @Test
  void plannedMaintenanceIsListedOnAnotherPageAndAfterARestart() throws Exception {
    server.publish(notice("n1", "critical", "Billing fails", "billing"));
    try (Chromium other = Chromium.start()) {
      open("/incidents/n1");
      open(other, "/notifications");
      await().until(() -> server.notifications.subscribers() == 2);
      waitForText(".incident-actions summary", "Silence");
      click(".incident-actions summary");
      chromium.evaluate(
          "(document.querySelector('form.silence [type=datetime-local]').valueAsNumber ="
              + " Math.floor(Date.now() / 60_000) * 60_000 + 2 * 86_400_000, 'done')");
      fill("form.silence input[required]", "The database moves");
      click("form.silence button");

      waitFor(other, "document.querySelectorAll('cc-silences li').length", "1");
      waitFor(other, PLANNED, "true");
      server = server.stop().start();
      await().until(() -> server.notifications.subscribers() == 2);
      waitFor(other, PLANNED, "true");
      // It does not hold yet.
      waitFor(other, "document.querySelectorAll('cc-centre article').length", "1");
      assertThat(text(".first-lines .silenced")).isEmpty();
    }
  }

  @Test
  void whatBelongsTogetherStandsUnderOneHeadAndOnlyTheFirstInterrupts() throws Exception {
    try (Chromium other = Chromium.start()) {
      open("/");
      open(other, "/notifications");
      await().until(() -> server.notifications.subscribers() == 2);
      server.publish(notice("n1", "critical", "Billing fails", "billing"));
      server.publish(notice("n2", "warning", "Billing is slow", "billing"));

      waitForText("cc-burning .group-head", "billing in eu-west-1: 2, since");
      waitForText("nav .badge", "2");
      assertThat(text("cc-toasts .toast strong")).isEqualTo("Billing fails");
      waitFor(other, GROUP, "true");
      server = server.stop().start();
      await().until(() -> server.notifications.subscribers() == 2);
      waitFor(other, GROUP, "true");
      open("/");
      waitForText("cc-burning .group-head", "billing in eu-west-1: 2, since");

      server.publish(resolved(notice("n1", "critical", "Billing fails", "billing")));

      waitFor("document.querySelectorAll('cc-burning .group-head').length", "0");
      waitForText("cc-burning h3", "Billing is slow");
    }
  }

  static Stream<String> actionUrls() throws IOException {
    try (Stream<Path> files = Files.list(RULES)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .map(IncidentPagesTest::actionUrl)
          .flatMap(List::stream)
          .distinct()
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("actionUrls")
  void theAddressOfEachShippedRuleIsAPage(String address) {
    open(address.replaceAll("\\$\\{[^}]*\\}", "x-1"));

    waitFor("document.querySelectorAll('.page .panel').length > 0", "true");
    assertThat(chromium.evaluate("document.title")).contains("x-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/regions/eu-west-1", "/users/u-1", "/sessions/s-1", "/traces/t-1"})
  void aSubjectShowsWhatWasNoticedAboutIt(String address) {
    new Platform(server, "Colony").begin();
    String context =
        "{\"region\":\"eu-west-1\",\"userId\":\"u-1\",\"sessionId\":\"s-1\",\"traceId\":\"t-1\"}";
    server.publish(noticeAbout("n1", "warning", "Noticed", context));
    open(address);

    waitForText("cc-burning h3", "Noticed");
    pictures(address.substring(1).replace('/', '-'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"critical", "warning", "info"})
  void theIconsOfTheDocumentExist(String type) throws Exception {
    HttpResponse<byte[]> icon =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + server.port() + "/assets/icons/" + type + ".png"))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());

    assertThat(icon.statusCode()).isEqualTo(200);
    assertThat(icon.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(icon.body())).getWidth())
        .isEqualTo(96);
  }

  /** On a desk and on a phone. */
  private static void pictures(String name) {
    chromium.show("dark", 1440, 900);
    picture(name + "-desk");
    chromium.show("light", 390, 844);
    picture(name + "-phone");
    assertThat(chromium.evaluate(WIDER_THAN_THE_WINDOW)).isEqualTo("false");
    chromium.show("dark", 1280, 900);
  }

  private static void fill(String selector, String value) {
    chromium.evaluate(
        "(document.querySelector(`%s`).value = '%s', 'done')".formatted(selector, value));
  }

  private static List<String> actionUrl(Path rule) {
    try {
      Matcher found = ACTION_URL.matcher(Files.readString(rule));
      return found.find() ? List.of(found.group(1)) : List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
