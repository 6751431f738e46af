import { fixed, largeIsGood, shades, smallIsGood, statusByState } from "../colours.js";
import { labelVariable, to } from "../dashboard.js";
import { services } from "../expressions.js";
import { errorRateSteps, inWords, objectives, percent, rounded } from "../objectives.js";
import { FAILURES, lookAt, MACHINES, PEOPLE } from "../palette.js";
import { bargauge, field, heatmap, lined, organize, stat, table, timeseries } from "../panels.js";
import { buckets, instant, range, table as rows } from "../queries.js";

const none = "No request was counted";
const { apdex, others } = objectives;
const seconds = (value) => `${value} s`;
const thresholds = inWords((o) => o.apdex, seconds);

/** How the services answer: rate, errors, duration, and what is left of the budget. */
export const serviceHealth = {
  uid: "service-health",
  title: "Service Health",
  description: "Rate, errors and duration of each service, its Apdex, and its error budget of 30 days.",
  tags: ["services", "realtime"],
  from: "now-1h",
  variables: [
    labelVariable("service", "Service", "http_requests_total", "service"),
    labelVariable("region", "Region", "http_requests_total", "region"),
  ],
  rows: [
    [
      stat({
        title: "Apdex",
        description: `A request is satisfying up to a time (${thresholds}) and tolerable up to four times it. 1 is best; below ${apdex.warning} people notice, below ${apdex.critical} they leave.`,
        unit: "none",
        noValue: none,
        decimals: 2,
        min: 0,
        max: 1,
        w: 6,
        h: 6,
        thresholds: largeIsGood(apdex.critical, apdex.warning),
        targets: [range(services.apdex, "Apdex")],
      }),
      bargauge({
        title: "Error Budget Left (30 Days)",
        description: `What is left of the requests that may fail in 30 days (${inWords((o) => o.errorBudget, percent)}). At 0 no risk is taken any more.`,
        unit: "percentunit",
        noValue: none,
        min: 0,
        max: 1,
        decimals: 0,
        w: 9,
        h: 6,
        thresholds: largeIsGood(0.1, 0.5),
        targets: [instant(services.budgetLeft, "{{service}}")],
      }),
      bargauge({
        title: "Apdex by Service",
        description:
          "Apdex of the last 5 minutes by the threshold of each service; the worst service is where to look first.",
        unit: "none",
        noValue: none,
        min: 0,
        max: 1,
        decimals: 2,
        w: 9,
        h: 6,
        thresholds: largeIsGood(apdex.critical, apdex.warning),
        targets: [instant(services.apdexByService, "{{service}}")],
      }),
    ],
    [
      heatmap({
        title: "Response Time Heatmap",
        description:
          "How many requests took how long; the stronger the colour, the more. Two bands mean two kinds of requests.",
        unit: "s",
        noValue: none,
        w: 24,
        h: 9,
        targets: [buckets(services.heatmap)],
        links: [to("flame-graphs", "Where the time goes", "${service:queryparam}")],
      }),
    ],
    [
      timeseries({
        title: "Response Time Percentiles",
        description: "Half, 95 and 99 of 100 requests are answered within this.",
        unit: "s",
        noValue: none,
        w: 12,
        h: 8,
        targets: [range(services.p50, "p50"), range(services.p95, "p95"), range(services.p99, "p99")],
        overrides: [lined("p50", lookAt(0)), lined("p95", lookAt(1)), lined("p99", lookAt(3))],
      }),
      timeseries({
        title: "Slow Requests",
        description: `Share of requests slower than the objective (${inWords((o) => o.latency, seconds)}) in the last hour. The budget is ${percent(others.latencyBudget)}.`,
        unit: "percentunit",
        noValue: none,
        w: 12,
        h: 8,
        color: shades(PEOPLE.colour),
        thresholds: smallIsGood(others.latencyBudget, rounded(6 * others.latencyBudget)),
        targets: [range(services.slow, "{{service}}")],
      }),
    ],
    [
      timeseries({
        title: "Requests by Service",
        description: "Requests a second.",
        unit: "reqps",
        noValue: none,
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(services.rate, "{{service}}")],
      }),
      timeseries({
        title: "Errors by Service",
        description: "Share of requests answered with 5xx.",
        unit: "percentunit",
        noValue: none,
        w: 8,
        h: 8,
        color: shades(FAILURES.colour),
        thresholds: smallIsGood(...errorRateSteps),
        targets: [range(services.errors, "{{service}}")],
      }),
      timeseries({
        title: "Requests by Status Code",
        description: "Requests a second, by status code.",
        unit: "reqps",
        noValue: none,
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(services.byCode, "{{status_code}}")],
      }),
    ],
    [
      timeseries({
        title: "Budget Burn Rate",
        description:
          "How many times faster than allowed the error budget is spent, over 1 and 6 hours. Pages at 14.4 and 6.",
        unit: "suffix:x",
        noValue: none,
        w: 8,
        h: 8,
        color: shades(FAILURES.colour),
        thresholds: smallIsGood(6, 14.4),
        targets: [range(services.burn1h, "{{service}} 1h"), range(services.burn6h, "{{service}} 6h")],
      }),
      table({
        title: "Health as Reported",
        description: "What each service last said of itself, by region.",
        unit: "none",
        noValue: "No service has reported its health",
        w: 8,
        h: 8,
        targets: [rows(services.reported)],
        transformations: organize({ service: "Service", region: "Region", state: "State" }, ["Value"]),
        overrides: [
          field("State", {
            mappings: statusByState(),
            "custom.cellOptions": { type: "color-background", mode: "basic" },
          }),
        ],
        options: { sortBy: [{ displayName: "State", desc: true }] },
      }),
      timeseries({
        title: "Processor Use by Region",
        description: "Cores in use.",
        unit: "suffix:cores",
        noValue: "No service reports its use",
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(services.cpu, "{{region}}")],
      }),
    ],
    [
      timeseries({
        title: "Memory by Region",
        description: "What the instances of the services hold.",
        unit: "bytes",
        noValue: "No service reports its use",
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(services.memory, "{{region}}")],
      }),
      timeseries({
        title: "Pages in Browsers",
        description:
          "Three of four page views show their largest part, and answer to a hand, within this. Good is 2.5 s and 0.2 s.",
        unit: "s",
        noValue: "No page has reported",
        w: 8,
        h: 8,
        color: shades(PEOPLE.colour),
        targets: [
          range(services.lcp75, "{{platform}} largest paint"),
          range(services.inp75, "{{platform}} answer"),
        ],
      }),
      timeseries({
        title: "Errors in Browsers and Apps",
        description: "Errors a second that clients report, by platform.",
        unit: "eps",
        noValue: "No client reports an error",
        w: 8,
        h: 8,
        color: fixed(FAILURES.colour),
        targets: [range(services.clientErrors, "{{platform}}")],
      }),
    ],
  ],
};
