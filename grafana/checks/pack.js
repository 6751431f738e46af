import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Every file of a folder of the pack, with what it holds. */
export async function files(folder) {
  const all = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return Promise.all(
    all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map(async (path) => ({ path: path.slice(ROOT.length + 1), text: await readFile(path, "utf8") })),
  );
}

/** Every dashboard as it is committed. */
export async function dashboards() {
  return (await files("dashboards")).map(({ path, text }) => ({ path, ...JSON.parse(text) }));
}
