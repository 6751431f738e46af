import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FOLDERS } from "./dashboard.js";
import { dashboards } from "./dashboards/index.js";
import { rules } from "./rules.js";

/**
 * Writes every dashboard to `dashboards/` and the rules of objectives to `prometheus/rules/objectives.yml`, or, with
 * `--check`, fails where what lies there differs. `--objectives FILE` names another file of objectives. Needs Node
 * alone.
 */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const FOLDER = join(ROOT, "dashboards");

const wanted = new Map(
  dashboards.map(({ folder, json }) => [
    join(FOLDER, folder.path, `${json.uid}.json`),
    `${JSON.stringify(json, null, 2)}\n`,
  ]),
);

wanted.set(join(ROOT, "prometheus", "rules", "objectives.yml"), rules);

if (process.argv.includes("--check")) {
  const differing = [...(await surplus())];
  for (const [file, text] of wanted) {
    if ((await readFile(file, "utf8").catch(() => "")) !== text) differing.push(file);
  }
  if (differing.length > 0) {
    console.error(
      `Not what the generator writes: ${differing.map((f) => relative(ROOT, f)).join(", ")}\nRun: node grafana/pack/generate.js`,
    );
    process.exit(1);
  }
} else {
  for (const [file, text] of wanted) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function surplus() {
  const found = [];
  for (const { path } of Object.values(FOLDERS)) {
    for (const name of await readdir(join(FOLDER, path)).catch(() => [])) {
      const file = join(FOLDER, path, name);
      if (!wanted.has(file)) found.push(file);
    }
  }
  return found;
}
