import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dashboards } from "../checks/pack.js";
import { Chromium } from "./chromium.js";
import { CALM, INCIDENT, openMetrics } from "./platform.js";
import { Prometheus } from "./prometheus.js";

// What Grafana's own libraries make of each panel, of what a real Prometheus answers; and of a flame graph of a real push server.
// GRAFANA_BUNDLE is the page's bundle, FLAMES the answer of /api/flamegraph, PICTURE where to save what is drawn.

const { GRAFANA_BUNDLE, FLAMES, PICTURE } = process.env;
const GREEN = "#009E73";
const YELLOW = "#F0E442";
const DARK_YELLOW = "#A39600";
const RED = "#D55E00";

/** What panels with states, mappings, transformations or overrides show: in the calm, and in the incident. */
const EXPECTED = {
  "Operations Command Center, System Health": [[`Targets up=100% ${GREEN}`], [`Targets up=66.7% ${RED}`]],
  "Operations Command Center, Platform Status": [[`Status=● Healthy ${GREEN}`], [`Status=■ Critical ${RED}`]],
  "Operations Command Center, Error Rate": [["Error Rate %=0% #c20d80"], ["Error Rate %=39.6% #c20d80"]],
  "Operations Command Center, Active Incidents": [
    ["=● No incident"],
    [
      `Severity=■ Critical ${RED}`,
      "Incident=Errors at shop",
      "Service=shop",
      "Region=eu-west-1",
      "State=Needs someone",
      /^Started At=.+ ago$/,
      "ID=i-1",
      `Severity=▲ Warning ${YELLOW}`,
      "Incident=Slow answers",
      "Service=shop",
      "Region=–",
      "State=Being handled",
      /^Started At=.+ ago$/,
      "ID=i-2",
    ],
  ],
  "Operations Command Center, Resource Utilization by Region": [
    ["region=eu-west-1", "Value=2.5 cores", "region=us-east-1", "Value=1.0 cores"],
    ["region=eu-west-1", "Value=7.5 cores", "region=us-east-1", "Value=1.0 cores"],
  ],
  "Service Health, Apdex": [[`Apdex=1.00 ${GREEN}`], [`Apdex=0.31 ${RED}`]],
  "Service Health, Apdex by Service": [
    [`llm-gateway=0.80 ${DARK_YELLOW}`, `shop=1.00 ${GREEN}`],
    [`llm-gateway=0.80 ${DARK_YELLOW}`, `shop=0.30 ${RED}`],
  ],
  "Service Health, Error Budget Left (30 Days)": [
    [`llm-gateway=100% ${GREEN}`, `shop=80% ${GREEN}`],
    [`llm-gateway=100% ${GREEN}`, `shop=-20% ${RED}`],
  ],
  "Service Health, Health as Reported": [
    [
      "Service=shop",
      "Region=eu-west-1",
      `State=● healthy ${GREEN}`,
      "Service=llm-gateway",
      "Region=us-east-1",
      `State=● healthy ${GREEN}`,
    ],
    [
      "Service=shop",
      "Region=eu-west-1",
      `State=■ unhealthy ${RED}`,
      "Service=llm-gateway",
      "Region=us-east-1",
      `State=● healthy ${GREEN}`,
    ],
  ],
  "Service Health, Response Time Heatmap": [
    ["0.1=3 K", "0.3=2.94 K", "1.2=0", "2.5=60", "10=0", "+Inf=0"].map((cell) => `${cell} #7960fb`),
    ["0.1=600", "0.3=600", "1.2=1.20 K", "2.5=1.26 K", "10=1.80 K", "+Inf=600"].map(
      (cell) => `${cell} #7960fb`,
    ),
  ],
  "Pipeline, Records Waiting": [
    [`EventCorrelationJob=12 ${GREEN}`, `ServiceHealthJob=12 ${GREEN}`, `UserActivityJob=12 ${GREEN}`],
    [`EventCorrelationJob=12 ${GREEN}`, `ServiceHealthJob=250 K ${RED}`, `UserActivityJob=12 ${GREEN}`],
  ],
  "Pipeline, Checkpoint Age": [
    [`EventCorrelationJob=8 s ${GREEN}`, `ServiceHealthJob=8 s ${GREEN}`, `UserActivityJob=8 s ${GREEN}`],
    [`EventCorrelationJob=8 s ${GREEN}`, `ServiceHealthJob=7 mins ${RED}`, `UserActivityJob=8 s ${GREEN}`],
  ],
  "Pipeline, Age of the Numbers": [[`user-activity=3 s ${GREEN}`], [`user-activity=2 mins ${RED}`]],
  "Pipeline, Targets": [
    [`push-server=1 ${GREEN}`, `flink=1 ${GREEN}`],
    [`push-server=1 ${GREEN}`, `flink=0 ${RED}`],
  ],
  "Pipeline, Refused Records": [["=● None"], ["Topic=user-activity", "Reason=not_json", "Records=18"]],
  "Pipeline, Batch Jobs": [
    ["Job=DailyReportJob", "Since Success=10 hours"],
    ["Job=DailyReportJob", "Since Success=11 hours"],
  ],
  "Event Correlation, Partial Matches": [
    [`Partial matches=40 ${GREEN}`],
    [/^Partial matches=120.* #F0E442$/],
  ],
  "Event Correlation, Matches by Severity (Last Hour)": [
    [`critical=0 ${RED}`, `warning=7 ${DARK_YELLOW}`],
    [`critical=3 ${RED}`, `warning=7 ${DARK_YELLOW}`],
  ],
  "Event Correlation, Top Rules (Last 24h)": [
    [
      "Rule=slow",
      `Severity=▲ Warning ${YELLOW}`,
      "Matches=14",
      "Rule=error-burst",
      `Severity=■ Critical ${RED}`,
      "Matches=0",
    ],
    [
      "Rule=slow",
      `Severity=▲ Warning ${YELLOW}`,
      "Matches=22",
      "Rule=error-burst",
      `Severity=■ Critical ${RED}`,
      "Matches=3",
    ],
  ],
  "User Activity Stream, Active Users": [[/^Active Users=2,000 /], [/^Active Users=1,090 /]],
  "User Activity Stream, Top Colonies by Activity": [
    ["ID=c-2", "Name=Atoll", "Activity=150", "ID=c-1", "Name=Reef", "Activity=50"],
    ["ID=c-1", "Name=Reef", "Activity=50", "ID=c-2", "Name=Atoll", "Activity=20"],
  ],
  "User Activity Stream, Active Sessions by Platform": [
    ["web=1.20 K #7960fb", "ios=800 #df6aa6"],
    ["web=300 #7960fb", "ios=790 #df6aa6"],
  ],
};

let folder;
let chromium;
const cases = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "grafana-libraries-"));
  const prometheus = await Prometheus.start(folder, openMetrics());
  try {
    for (const { title, panels } of await dashboards()) {
      for (const panel of panels.filter(({ targets }) => targets?.[0].datasource.type === "prometheus")) {
        for (const at of [CALM, INCIDENT]) {
          const answers = await Promise.all(panel.targets.map((target) => prometheus.answer(target, at)));
          cases.push({ name: `${title}, ${panel.title}`, at, panel, answers });
        }
      }
    }
  } finally {
    prometheus.stop();
  }
  const input = JSON.stringify(cases.map(({ panel, answers }) => ({ panel, answers })));
  chromium = await Chromium.start(folder, GRAFANA_BUNDLE);
  const all = JSON.parse(await chromium.evaluate(`panels(${input})`));
  cases.forEach((one, i) => {
    one.shown = all[i].map(({ title = "", text, color }) => `${title}=${text}${color ? ` ${color}` : ""}`);
  });
});

after(async () => {
  await chromium?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("each panel shows values, and none that is no number", () => {
  assert.ok(cases.length > 100);
  for (const { name, at, shown } of cases) {
    assert.ok(shown.length > 0, name);
    for (const value of shown)
      assert.doesNotMatch(value, /NaN|Infinity|undefined|null|\[object/, `${name} at ${at}`);
  }
});

test("states, mappings, order and units are what they should be, without and with an incident", () => {
  for (const [name, moments] of Object.entries(EXPECTED)) {
    [CALM, INCIDENT].forEach((at, moment) => {
      const { shown } =
        cases.find((one) => one.name === name && one.at === at) ?? assert.fail(`no panel ${name}`);
      const expected = moments[moment];
      const matches = (text, i) =>
        expected[i] instanceof RegExp ? expected[i].test(text) : expected[i] === text;
      assert.ok(
        shown.length === expected.length && shown.every(matches),
        `${name}, ${moment === 0 ? "calm" : "incident"}: expected ${expected.join(" | ")}, found ${shown.join(" | ")}`,
      );
    });
  }
});

test("a flame graph is drawn of what the push server answers", async () => {
  const rows = JSON.parse(await readFile(FLAMES, "utf8"));
  assert.ok(rows.length > 2);
  await chromium.evaluate(`flames(${JSON.stringify(rows)}, "ms")`);
  const { text, colours } = await chromium.evaluate(`drawn()`);
  for (const { label } of rows.filter(({ level }) => level > 0))
    assert.ok(text.includes(label), `${label} in ${text}`);
  assert.ok(colours > 2, `${colours} colours on the canvas`);
  if (PICTURE) await chromium.screenshot(PICTURE);
});
