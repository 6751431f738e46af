import { build } from "esbuild";

/** Bundles the page for a browser: bundle.js FILE. */
const [, , outfile] = process.argv;
await build({
  entryPoints: ["page.jsx"],
  outfile,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "text" },
  alias: {
    // Their ES modules import CommonJS as only webpack understands it.
    "@grafana/data": "./node_modules/@grafana/data/dist/cjs/index.cjs",
    "@grafana/flamegraph": "./node_modules/@grafana/flamegraph/dist/cjs/index.cjs",
    "@grafana/ui": "./node_modules/@grafana/ui/dist/cjs/index.cjs",
    // A button of Grafana Cloud, which the flame graph has where a plugin is there.
    "@grafana/assistant": "./assistant.js",
  },
  absWorkingDir: new URL(".", import.meta.url).pathname,
  logLevel: "error",
});
