import { execFile, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A real Prometheus that holds samples of long ago and scrapes nothing. */
export class Prometheus {
  static async start(folder, openMetrics) {
    const samples = join(folder, "samples.txt");
    const data = join(folder, "data");
    await writeFile(samples, openMetrics);
    await run("promtool", ["tsdb", "create-blocks-from", "openmetrics", samples, data]);
    await writeFile(join(folder, "prometheus.yml"), "");
    const prometheus = new Prometheus();
    const port = await freePort();
    prometheus.address = `http://127.0.0.1:${port}`;
    prometheus.process = spawn(
      "prometheus",
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${data}`,
        "--storage.tsdb.retention.time=100y",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
    await prometheus.#ready();
    return prometheus;
  }

  async #ready() {
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`prometheus ended with ${this.process.exitCode}`);
      const isReady = await fetch(`${this.address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What a panel's target is answered at a moment; over half an hour unless it asks for that moment alone. */
  async answer(target, at) {
    const query = new URLSearchParams({ query: expression(target.expr) });
    if (target.instant) {
      query.set("time", at);
    } else {
      for (const [name, value] of Object.entries({ start: at - 1800, end: at, step: 15 }))
        query.set(name, value);
    }
    const path = target.instant ? "query" : "query_range";
    const answer = await (await fetch(`${this.address}/api/v1/${path}?${query}`)).json();
    if (answer.status !== "success") throw new Error(`${answer.error}: ${target.expr}`);
    return answer.data;
  }

  stop() {
    this.process.kill();
  }
}

/** With what Grafana puts in place of its variables. */
const expression = (expr) =>
  expr
    .replaceAll("$__rate_interval", "1m")
    .replaceAll("$__range", "30m")
    .replaceAll('"$colony"', '"c-1"')
    .replaceAll('"$user"', '"u-2"')
    .replaceAll(/"\$(?!1)\w+"/g, '".*"');

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
