package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.awaitility.core.ConditionTimeoutException;

/** Every figure of every page, and what the API has to say about it. */
final class QuickstartPages {

  /** One that the simulated platform has. */
  private static final String SERVICE = "api-gateway";

  private static final String NAME = "n.querySelector(\".name\").textContent";
  private static final String BOLD = "n.querySelector(\"b\").textContent";

  private final Chromium browser;
  private final BiConsumer<Chromium, String> open;

  /** Looks with this browser, which opens a path by {@code open}. */
  QuickstartPages(Chromium browser, BiConsumer<Chromium, String> open) {
    this.browser = browser;
    this.open = open;
  }

  void agreeWithTheApi() {
    overview();
    operations();
    activity();
    service();
    colony();
    flamegraph();
    notifications();
    custom();
  }

  private PageFigures figures(String path) {
    open.accept(browser, path);
    return new PageFigures(browser);
  }

  private void overview() {
    PageFigures figures = figures("/");
    tiles(figures, "", "active_users", "request_rate", "error_rate", "apdex");
    serviceTable(figures, "service", "service=*").agree();
  }

  private void operations() {
    figures("/operations")
        .number("cc-health .value", "healthy(\"service_health?service=*&region=*&state=*\")")
        .number("cc-lines[data-metric=request_rate] .legend b", "recent(\"request_rate\")")
        .number("cc-lines[data-metric=error_rate] .legend b", "recent(\"error_rate\")")
        .numbers(
            3,
            "cc-map circle title",
            "n.textContent.split(\": \")[0]",
            "n.textContent.split(\": \")[1].replace(\" users\", \"\")",
            "recent(\"active_users?country_code=*\", (l) => new Intl.DisplayNames(\"en\", {type:"
                + " \"region\"}).of(l.country_code))")
        .numbers(2, "cc-bars li", NAME, BOLD, "recent(\"cpu_cores?region=*\", (l) => l.region)")
        .agree();
  }

  private void activity() {
    PageFigures figures = tiles(figures("/activity"), "", "active_users");
    for (String metric :
        List.of("colony_created_total", "agent_deployed_total", "llm_tokens_total")) {
      figures.number(
          "cc-tile[data-metric=%s] .value".formatted(metric), "grown(\"%s\")".formatted(metric));
    }
    figures.numbers(
        3,
        "cc-pie .legend li",
        NAME,
        BOLD,
        "recent(\"active_users?platform=*\", (l) => l.platform)");
    ranking(figures, "top_colonies", "colony_id");
    ranking(figures, "top_users_by_tokens", "user_id");
    figures.agree();
    await()
        .untilAsserted(
            () ->
                assertThat(browser.evaluate("document.querySelectorAll('cc-feed li').length"))
                    .isNotEqualTo("0"));
  }

  /** Of a ranking the name, the id and the value of each place. */
  private static void ranking(PageFigures figures, String metric, String id) {
    String name = id.equals("colony_id") ? "colony_name" : "username";
    figures.numbers(
        3,
        "cc-ranking[data-metric=%s] tbody tr".formatted(metric),
        "[...n.cells].slice(0, 3).map((c) => c.textContent).join(\" \")",
        "n.cells[3].textContent",
        "recent(\"%s?rank=*&%s=*&%s=*\", (l) => `${l.rank} ${l.%s} ${l.%s}`)"
            .formatted(metric, id, name, name, id));
  }

  private void service() {
    PageFigures figures = figures("/services/" + SERVICE);
    String of = "service=" + SERVICE;
    tiles(
        figures,
        "?" + of,
        "request_rate",
        "error_rate",
        "apdex",
        "cpu_cores",
        "container_memory_working_set_bytes");
    serviceTable(figures, "region", of + "&region=*")
        .numbers(
            2,
            "cc-lines[data-metric=request_rate] .legend li",
            NAME,
            BOLD,
            "recent(\"request_rate?%s&region=*\", (l) => l.region)".formatted(of))
        .agree();
  }

  private void colony() {
    String first =
        browser.evaluateLater(
            "fetch('/api/metrics/top_colonies?rank=1&colony_id=*&colony_name=*&minutes=2')"
                + ".then(r => r.json()).then(({series}) => series.sort((a, b) =>"
                + " b.points.at(-1)[0] - a.points.at(-1)[0])[0].labels.colony_id)");
    figures("/colonies/" + first)
        .number(
            "cc-colony-tile[data-metric=colony_activity] .value",
            "recent(\"top_colonies?rank=*&colony_id=%s&colony_name=*\")".formatted(first))
        .agree();
  }

  /** Windows of traces end now and then, so it is read again until both speak of the same. */
  private void flamegraph() {
    open.accept(browser, "/flamegraph");
    String whole =
        "document.querySelector('[role=treeitem]')?.getAttribute('aria-label').split(/: | ms/)[1]"
            + " ?? ''";
    String received =
        "fetch('/api/flamegraph?service=*&view=calls&weight=time&minutes=15')"
            + ".then(r => r.json()).then(rows => rows[0]?.value ?? NaN)";
    await()
        .atMost(Duration.ofSeconds(60))
        // A window ended between the two readings.
        .ignoreExceptionsInstanceOf(ConditionTimeoutException.class)
        .untilAsserted(
            () -> {
              browser.evaluate(
                  "[...document.querySelectorAll('cc-flame-page button')].find(b => b.textContent ==="
                      + " 'Read again').click()");
              double exact = Double.parseDouble(browser.evaluateLater(received));
              assertThat(exact).isPositive();
              await()
                  .atMost(Duration.ofSeconds(2))
                  .until(() -> ShownNumber.of(browser.evaluate(whole)).isAmong(List.of(exact)));
            });
  }

  private void notifications() {
    open.accept(browser, "/notifications?state=all");
    String received =
        "fetch('/api/notifications?limit=200').then(r => r.json())"
            + ".then(({notifications}) => notifications.map(n => n.title).sort().join('|'))";
    String shown =
        "[...document.querySelectorAll('cc-centre h3:not(.group-head)')].map(n => n.textContent).sort().join('|')";
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(browser.evaluate(shown))
                    .isNotEmpty()
                    .isEqualTo(browser.evaluateLater(received)));
  }

  private void custom() {
    browser.evaluate(
        "localStorage['colonycraft.views'] = JSON.stringify([{id: 'v', name: 'v', tiles: ["
            + "{kind: 'tile', metric: 'events_per_second'},"
            + "{kind: 'bars', metric: 'active_users', by: 'platform'},"
            + "{kind: 'ranking', metric: 'request_rate', by: 'service'}]}])");
    tiles(figures("/custom"), "", "events_per_second")
        .numbers(
            3, "cc-bars li", NAME, BOLD, "recent(\"active_users?platform=*\", (l) => l.platform)")
        .numbers(
            3,
            "cc-ranking tbody tr",
            "n.cells[0].textContent",
            "n.cells[1].textContent",
            "recent(\"request_rate?service=*\", (l) => l.service)")
        .agree();
  }

  private static PageFigures tiles(PageFigures figures, String labels, String... metrics) {
    for (String metric : metrics) {
      figures.number(
          "cc-tile[data-metric=%s] .value".formatted(metric),
          "recent(\"%s%s\")".formatted(metric, labels));
    }
    return figures;
  }

  /** A table of services or regions: rate, errors, apdex and cores of each. */
  private static PageFigures serviceTable(PageFigures figures, String label, String labels) {
    List<String> columns = List.of("request_rate", "error_rate", "apdex", "cpu_cores");
    for (int i = 0; i < columns.size(); i++) {
      figures.numbers(
          2,
          "cc-services tbody tr",
          "n.cells[0].textContent",
          // A mark of its state stands before a number that is not good.
          "n.cells[%d].textContent.replace(/^[^0-9]+/, \"\")".formatted(i + 2),
          "recent(\"%s?%s\", (l) => l.%s)".formatted(columns.get(i), labels, label));
    }
    return figures;
  }
}
