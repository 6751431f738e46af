import assert from "node:assert/strict";
import test from "node:test";
import { dashboards } from "./pack.js";
import { RULES } from "./rules.js";

const all = await dashboards();

test("the pack has a dashboard in each folder, ten in all", () => {
  const folders = all.map((d) => d.path.split("/")[1]);
  assert.deepEqual([...new Set(folders)].sort(), ["custom", "domain", "drill-down", "overview"]);
  assert.equal(all.length, 10);
});

for (const [name, rule] of Object.entries(RULES)) {
  test(name, () =>
    assert.deepEqual(
      all.flatMap((d) => rule(d, all).map((problem) => `${d.uid}: ${problem}`)),
      [],
    ),
  );
}

// A checker that cannot fail proves nothing: each rule finds its fault in a dashboard that was good.
const FAULTS = {
  "the schema is that of Grafana 11 to 13": (d) => (d.schemaVersion = 36),
  "the data source is a variable": (d) => (d.templating.list = []),
  "a variable is read again when the time changes, and asks its labels": (d) =>
    (d.templating.list.at(-1).refresh = 1),
  "every variable is used": (d) => d.templating.list.push({ name: "forgotten" }),
  "every variable in use is declared": (d) => (d.panels[0].targets[0].expr = 'up{job="$nobody"}'),
  "a panel asks data sources by variable": (d) => (d.panels[0].targets[0].datasource.uid = "prometheus"),
  "a panel has title, description, unit and a text for no data": (d) =>
    delete d.panels[0].fieldConfig.defaults.noValue,
  "a panel asks something": (d) => (d.panels[0].targets = []),
  "rates look back over $__rate_interval; an increase over a fixed time says so in the title": (d) =>
    (d.panels[0].targets[0].expr = "sum(rate(a_total[5m]))"),
  "counters are asked by rate, irate or increase": (d) =>
    (d.panels[0].targets[0].expr = "sum(http_requests_total)"),
  "panels lie in the grid and not over each other": (d) => (d.panels[1].gridPos = d.panels[0].gridPos),
  "ids and uids are there once": (d) => (d.panels[1].id = d.panels[0].id),
  "links lead somewhere, and take time and variables with them": (d) =>
    (d.panels[0].links = [{ url: "/d/nowhere?a" }]),
  "only the folder for people may be edited": (d) => (d.editable = true),
  "deployments, begin and end of incidents, and rule matches are marked": (d) => (d.annotations.list = []),
  "a top table has no series of all others, and no list has the Watchdog": (d) =>
    (d.panels[0].targets[0].expr = "topk(10, colony_activity)"),
  "log queries begin with the stream that the collector writes": (d) =>
    (d.panels[0].targets = [{ datasource: { type: "loki" }, expr: '{userId="u-1"}' }]),
};

test("every rule finds its fault", () => {
  assert.deepEqual(Object.keys(FAULTS), Object.keys(RULES));
  for (const [name, spoil] of Object.entries(FAULTS)) {
    const broken = structuredClone(all.find((d) => d.uid === "service-health"));
    spoil(broken);
    assert.notDeepEqual(RULES[name](broken, all), [], name);
  }
});
