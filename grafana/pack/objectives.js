import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Reads the objectives of services from the file that jobs and push server read too, or from that of
 * `--objectives FILE`. It is YAML of nested keys with one value each; anything else is an error that names the line.
 *
 * @typedef {{apdex: number, latency: number, latencyBudget: number, errorBudget: number}} Objective seconds and shares
 */
const BUILT_IN = fileURLToPath(
  new URL(
    "../../cep-rules/settings/src/main/resources/ai/colonycraft/realtime/config/objectives.yaml",
    import.meta.url,
  ),
);

/** Bounds of the histogram of durations that the service-health job exports, seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.2, 2.5, 5, 10, 30];
const KEYS = ["apdex", "latency", "latency-share", "availability"];
const SECONDS = { s: 1, ms: 1000 };

/** Values by their keys, from the text of a file. */
export function parse(text, file) {
  const values = new Map();
  const path = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const content = line.replace(/(^|\s)#.*$/, "").trimEnd();
    if (!content) continue;
    const [, indent, key, value] =
      content.match(/^( *)([^\s:{}[\],&*][^:{}[\]]*):(?:\s+([^{}[\]&*|>]+))?$/) ?? [];
    if (key === undefined)
      throw new Error(`${file}, line ${at + 1}: expected "key:" or "key: value", found "${content.trim()}"`);
    while (path.length > 0 && path.at(-1).indent >= indent.length) path.pop();
    path.push({ indent: indent.length, key: key.replace(/^(["'])(.*)\1$/, "$2") });
    if (value !== undefined)
      values.set(path.map((p) => p.key).join("\n"), {
        value: value.replace(/^(["'])(.*)\1$/, "$2"),
        line: at + 1,
      });
  }
  return values;
}

/** The objectives of a file. */
export function read(file = BUILT_IN, text = readFileSync(file, "utf8")) {
  const values = parse(text, file);
  const problem = (path, expected, found, line) =>
    new Error(
      `${file}${line ? `, line ${line}` : ""}: ${path.join(".")}: expected ${expected}, found ${found ? `"${found}"` : "none"}`,
    );
  const number = (path, pattern, expected, convert, accepts) => {
    const { value, line } = values.get(path.join("\n")) ?? {};
    const match = value?.match(pattern);
    const converted = match ? convert(Number(match[1]), match[2]) : Number.NaN;
    if (!accepts(converted)) throw problem(path, expected, value, line);
    return converted;
  };
  const time = (path, accepts) =>
    number(
      path,
      /^(\d+(?:\.\d+)?) *(ms|s)$/,
      `one of ${BOUNDS.filter(accepts).join(" s, ")} s`,
      (amount, unit) => amount / SECONDS[unit],
      accepts,
    );
  const budget = (path) =>
    number(
      path,
      /^(\d+(?:\.\d+)?) *%$/,
      "more than 0 % and less than 100 %",
      (percent) => rounded(1 - percent / 100),
      (share) => share > 0 && share < 1,
    );
  const severity = (name) =>
    Object.fromEntries(
      ["warning", "critical"].map((word) => [
        word,
        number(["severity", name, word], /^(\d+(?:\.\d+)?)$/, "a number", Number, Number.isFinite),
      ]),
    );
  const objective = (place) => {
    const of = (key) => (values.has([...place, key].join("\n")) ? [...place, key] : ["default", key]);
    return {
      apdex: time(of("apdex"), (s) => BOUNDS.includes(s) && BOUNDS.includes(rounded(4 * s))),
      latency: time(of("latency"), (s) => BOUNDS.includes(s)),
      latencyBudget: budget(of("latency-share")),
      errorBudget: budget(of("availability")),
    };
  };
  const services = new Set();
  for (const [key, { line, value }] of values) {
    const path = key.split("\n");
    const isService = path[0] === "services" && path.length === 3 && KEYS.includes(path[2]);
    const isDefault = path[0] === "default" && path.length === 2 && KEYS.includes(path[1]);
    if (!isService && !isDefault && path[0] !== "severity") throw problem(path, "a known key", value, line);
    if (isService) services.add(path[1]);
  }
  return {
    others: objective(["default"]),
    services: Object.fromEntries([...services].sort().map((name) => [name, objective(["services", name])])),
    apdex: severity("apdex"),
    errorBudget: severity("error-budget"),
  };
}

/** Without the rounding error of a calculation. */
export const rounded = (value) => Math.round(value * 1e9) / 1e9;

const option = process.argv.indexOf("--objectives");
export const objectives = read(option > 0 ? process.argv[option + 1] : undefined);

/** From which error rate on a service of the default objective is a warning, and from which critical. */
export const errorRateSteps = ["warning", "critical"].map((word) =>
  rounded(objectives.errorBudget[word] * objectives.others.errorBudget),
);

/** A share in words. */
export const percent = (share) => `${rounded(share * 100)} %`;

/** The default and the other values of a number of objectives in words: "0.3 s; llm-gateway 2.5 s". */
export const inWords = (number, words) => {
  const { others, services } = objectives;
  const differing = Object.entries(services).filter(([, one]) => number(one) !== number(others));
  return [words(number(others)), ...differing.map(([name, one]) => `${name} ${words(number(one))}`)].join(
    "; ",
  );
};

/**
 * Services by a number of their objectives, the number of most services last, as a matcher of the label `service`.
 * @returns {{value: number, matcher: string}[]}
 */
export function groups(number, { others, services } = objectives) {
  const differing = Object.entries(services).filter(([, one]) => number(one) !== number(others));
  const named = (entries) => entries.map(([name]) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\\\$&")).join("|");
  const values = [...new Set(differing.map(([, one]) => number(one)))];
  return [
    ...values.map((value) => ({
      value,
      matcher: `service=~"${named(differing.filter(([, one]) => number(one) === value))}"`,
    })),
    {
      value: number(others),
      matcher: differing.length === 0 ? "" : `service!~"${named(differing)}"`,
    },
  ];
}

/**
 * Requests a second that took no longer than their service's objective allows.
 * @param {(objective: Objective) => number} seconds
 * @param {string} matchers of the series
 * @param {string} window
 * @param {string} by
 */
export const within = (seconds, matchers, window, by = "") =>
  `sum${by}(${groups(seconds)
    .map(({ value, matcher }) => {
      const all = [`le="${value}"`, matcher, matchers].filter(Boolean).join(", ");
      return `rate(http_request_duration_seconds_bucket{${all}}[${window}])`;
    })
    .join(" or ")})`;
