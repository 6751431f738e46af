package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views as dashboards of Grafana, and the dashboards of the pack as views. */
class GrafanaViewsTest {

  private static final String BEGIN =
      """
      import assert from "node:assert/strict";
      import { readFileSync } from "node:fs";
      import { expression, fromGrafana, isDashboard, toGrafana } from "file://%s/store/grafana.js";
      const catalogue = JSON.parse(readFileSync("%s", "utf8")).metrics;
      const metrics = catalogue.filter(({ live }) => live.length > 0).map(({ name }) => name);
      const describe = (metric) => ({ title: metric, unit: catalogue.find((m) => m.name === metric).unit });
      const dashboard = (name) => JSON.parse(readFileSync(`%s/${name}.json`, "utf8"));
      """
          .formatted(
              Path.of("src/main/resources/push-pages").toAbsolutePath(),
              Path.of("src/main/resources/contract/catalogue.json").toAbsolutePath(),
              Path.of("../grafana/dashboards").toAbsolutePath());

  @TempDir private Path folder;

  @Test
  void aViewComesBackAsItWas() throws Exception {
    passes(
        """
        const tiles = [
          { kind: "tile", metric: "error_rate", only: { service: "bil\\"ling" }, warning: 0.01, critical: 0.05, width: 4, height: 1 },
          { kind: "lines", metric: "request_rate", by: "region", width: 8, height: 2 },
          { kind: "pie", metric: "active_users", by: "platform", width: 4, height: 3 },
          { kind: "bars", metric: "cpu_cores", by: "service", only: { region: "eu-west-1" }, width: 6, height: 2 },
          { kind: "ranking", metric: "agent_deployed_total", by: "region", width: 12, height: 2 },
          { kind: "tile", metric: "events_per_second", warning: 100, critical: 10, width: 3, height: 1 },
        ];
        const { dashboard: made, left } = toGrafana({ id: "v", name: "Ours", tiles }, describe);
        assert.deepEqual(left, []);
        assert.ok(isDashboard(made) && isDashboard({ dashboard: made }) && !isDashboard({ tiles }));
        const back = fromGrafana({ dashboard: made }, metrics);
        assert.equal(back.view.name, "Ours");
        assert.deepEqual(back.view.tiles, tiles);
        """);
  }

  @Test
  void panelsStandInRowsAsTheTilesDo() throws Exception {
    passes(
        """
        const tile = (width, height) => ({ kind: "lines", metric: "request_rate", width, height });
        const { dashboard: made } = toGrafana({ id: "v", name: "x", tiles: [tile(6, 2), tile(6, 1), tile(12, 1)] }, describe);
        assert.deepEqual(made.panels.map((p) => Object.values(p.gridPos)), [[0, 0, 12, 8], [12, 0, 12, 4], [0, 8, 24, 4]]);
        """);
  }

  @Test
  void whatOnlyOneCanShowIsLeftOut() throws Exception {
    passes(
        """
        const { left } = toGrafana({ id: "v", name: "x", tiles: [{ kind: "tile", metric: "apdex" }] }, describe);
        assert.deepEqual(left, [{ kind: "tile", metric: "apdex" }]);
        for (const broken of [{ panels: [null, 7, {}, { type: "stat" }] }, { panels: [{ type: "stat", targets: [{ expr: "up" }] }] }])
          assert.deepEqual(fromGrafana(broken, metrics).view.tiles, []);
        """);
  }

  @Test
  void theDashboardsOfThePackAreReadAsFarAsThePagesCanShowThem() throws Exception {
    passes(
        """
        const { view, left } = fromGrafana(dashboard("overview/operations-command-center"), metrics);
        assert.deepEqual(view.tiles.map(({ kind, metric, by }) => [kind, metric, by]), [
          ["lines", "request_rate", undefined],
          ["lines", "error_rate", undefined],
          ["bars", "cpu_cores", "region"],
        ]);
        assert.deepEqual([view.tiles[1].warning, view.tiles[1].critical], [0.01, 0.05]);
        assert.ok(left.includes("Geographic User Distribution"));
        const stream = fromGrafana(dashboard("domain/user-activity-stream"), metrics).view;
        assert.ok(stream.tiles.some(({ kind, metric }) => kind === "pie" && metric === "active_users"));
        """);
  }

  private void passes(String script) throws Exception {
    Path file = Files.writeString(folder.resolve("script.mjs"), BEGIN + script);
    try (RunningProcess check =
        RunningProcess.start(Needs.program("node"), "--no-warnings", file.toString())) {
      int exit = check.waitForExit();

      assertThat(exit).as(String.join("\n", check.lines())).isZero();
    }
  }
}
