import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import ts from "typescript";
import { dashboards, ROOT } from "./pack.js";

/** Kinds of panels whose options Grafana's schema describes. */
const KINDS = {
  barchart: "BarChart",
  bargauge: "BarGauge",
  gauge: "Gauge",
  geomap: "Geomap",
  heatmap: "Heatmap",
  logs: "Logs",
  piechart: "PieChart",
  stat: "Stat",
  table: "Table",
  timeseries: "TimeSeries",
};

/** Enums of the schema are told by their values in JSON; what has a default may be left out. */
const TYPES = `
type Json<T> =
  T extends string ? \`\${T}\` :
  T extends number | boolean | null | undefined ? T :
  T extends Array<infer E> ? Array<Json<E>> :
  T extends object ? { [K in keyof T]?: Json<T[K]> } : T;
type Mark = NonNullable<NonNullable<Dashboard["annotations"]>["list"]>[number];
/** What Prometheus adds to an annotation, which the schema leaves to each data source. */
type PrometheusMark = { expr: string; step: string; titleFormat: string; textFormat: string; tagKeys: string; useValueForTime: boolean };
type Pack = Omit<Json<Dashboard>, "annotations"> & { annotations: { list: (Json<Mark> & PrometheusMark)[] } };
`;

const all = await dashboards();

test("Grafana's own types accept every dashboard and the options of every panel", async () => {
  assert.deepEqual(await problems(all), []);
});

test("they refuse thresholds among the options, where the document has them, and a mode that is none", async () => {
  const wrong = structuredClone(all.find((d) => d.uid === "operations-command-center"));
  wrong.panels[0].options.thresholds = { mode: "absolute", steps: [] };
  assert.match((await problems([wrong])).join("\n"), /thresholds"' does not exist/);

  const mistyped = structuredClone(all.find((d) => d.uid === "service-health"));
  mistyped.panels.find((p) => p.type === "heatmap").options.color.mode = "colourful";
  assert.match((await problems([mistyped])).join("\n"), /"colourful"/);
});

async function problems(some) {
  const folder = await mkdtemp(join(ROOT, "node_modules", ".types-"));
  try {
    const file = join(folder, "pack.ts");
    await writeFile(file, source(some));
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    return ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function source(some) {
  const imports = Object.entries(KINDS).map(
    ([kind, name]) =>
      `import type { Options as ${kind} } from "@grafana/schema/dist/esm/raw/composable/${kind}/panelcfg/x/${name}PanelCfg_types.gen";`,
  );
  const constants = some.flatMap(({ path, ...dashboard }, i) => [
    `export const d${i}: Pack = ${JSON.stringify(dashboard)};`,
    ...dashboard.panels
      .filter((panel) => panel.type in KINDS)
      .map(
        (panel) => `export const d${i}p${panel.id}: Json<${panel.type}> = ${JSON.stringify(panel.options)};`,
      ),
  ]);
  return [`import type { Dashboard } from "@grafana/schema";`, ...imports, TYPES, ...constants].join("\n");
}
