import { groups, objectives, within } from "./objectives.js";

/** Rules that follow from the objectives of services, as a file of Prometheus. */

/** An alert of severity critical ends when this window has few errors, however long its other windows are. */
const NOW = "2m";
const WINDOWS = [NOW, "5m", "30m", "1h", "2h", "6h", "1d", "3d"];
/** A window is judged for a service whose requests were counted `age` ago: before, a shorter one says the same. */
const BURNS = [
  { long: "1h", short: "5m", times: 14.4, hold: "2m", severity: "critical" },
  { long: "6h", short: "30m", times: 6, hold: "2m", severity: "critical", age: "1h" },
  { long: "1d", short: "2h", times: 3, hold: "15m", severity: "warning", age: "6h" },
  { long: "3d", short: "6h", times: 1, hold: "15m", severity: "warning", age: "1d" },
];
/** Fewer errors in five minutes are no spike, whatever their share. */
const LEAST_ERRORS = 10;

const block = (expr) => expr.replace(/^/gm, "          ").trimEnd();

const record = (name, expr) => `      - record: ${name}
        expr: |
${block(expr)}
`;

const group = (name, rules, interval = "") =>
  `  - name: ${name}\n${interval && `    interval: ${interval}\n`}    rules:\n${rules.join("")}`;

const alert = ({ name, expr, hold, labels, summary, description }) => `      - alert: ${name}
        expr: |
${block(expr)}
        for: ${hold}
        labels:
${Object.entries(labels)
  .map(([label, value]) => `          ${label}: ${value}\n`)
  .join("")}        annotations:
          summary: "${summary}"
          description: >-
            ${description}
          runbook_url: https://runbooks.colonycraft.ai/${name}
`;

/** A constant for each service that has requests. */
const budget = (number, counter) =>
  groups(number)
    .map(({ value, matcher }) => {
      const series = matcher ? `${counter}{${matcher}}` : counter;
      return `0 * sum by (service) (rate(${series}[5m])) + ${value}`;
    })
    .join("\n  or ");

const apdex = `(
  ${within((o) => o.apdex, "", "5m", " by (service) ")}
    + ${within((o) => 4 * o.apdex, "", "5m", " by (service) ")}
) / 2 / (sum by (service) (rate(http_request_duration_seconds_count[5m])) > 0)`;

const errorRatio = (window) => `(
  sum by (service) (rate(http_requests_total{status_code=~"5.."}[${window}]))
    or 0 * sum by (service) (rate(http_requests_total[${window}]))
) / (sum by (service) (rate(http_requests_total[${window}])) > 0)`;

const slowRatio = (window) => `1 - ${within((o) => o.latency, "", window, " by (service) ")}
  / (sum by (service) (rate(http_request_duration_seconds_count[${window}])) > 0)`;

const burn = (name, what, ratio, spent, counter, answered) =>
  BURNS.map(({ long, short, times, hold, severity, age }) =>
    alert({
      name,
      expr: [
        `${ratio}${long} > ${times} * ${spent}`,
        `${ratio}${short} > ${times} * ${spent}`,
        ...(severity === "critical" ? [`${ratio}${NOW} > ${times / 4} * ${spent}`] : []),
        ...(age ? [`sum by (service) (last_over_time(${counter}[5m] offset ${age})) > 0`] : []),
      ].join("\n  and "),
      hold,
      labels: { severity, window: long },
      summary: `{{ $labels.service }}: ${what} budget burns ${times} times too fast`,
      description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} were ${answered} over ${long}, and over ${short} it is no better.`,
    }),
  );

const spike = (severity, summary) =>
  alert({
    name: "ErrorSpike",
    expr: [
      ...["5m", NOW].map(
        (window) =>
          `service_region:http_request_errors:ratio_rate${window} >= on (service) group_left () (${objectives.errorBudget[severity]} * service:error_budget:ratio)`,
      ),
      `service_region:http_request_errors:increase5m >= ${LEAST_ERRORS}`,
    ].join("\n  and "),
    hold: "30s",
    labels: { severity },
    summary: `{{ $labels.service }} in {{ $labels.region }}: ${summary}`,
    description:
      "{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} in {{ $labels.region }} were answered with 5xx in the last 5 minutes.",
  });

export const rules = `# Written by node grafana/pack/generate.js from the objectives of services. The label "window" keeps the four windows
# of a burn rate apart; name and place are those by which a critical alert silences a warning.
groups:
${[
  group("objectives", [
    record(
      "service:error_budget:ratio",
      budget((o) => o.errorBudget, "http_requests_total"),
    ),
    record(
      "service:latency_budget:ratio",
      budget((o) => o.latencyBudget, "http_request_duration_seconds_count"),
    ),
    record("service:apdex:rate5m", apdex),
  ]),
  group(
    "availability",
    WINDOWS.map((w) => record(`service:http_request_errors:ratio_rate${w}`, errorRatio(w))),
  ),
  // Looks a month back, so it is asked seldom.
  group("availability-30d", [record("service:http_request_errors:ratio_rate30d", errorRatio("30d"))], "1m"),
  group(
    "latency",
    WINDOWS.map((w) => record(`service:http_request_slow:ratio_rate${w}`, slowRatio(w))),
  ),
  group("error-budget", [
    ...burn(
      "AvailabilityBudgetBurn",
      "availability",
      "service:http_request_errors:ratio_rate",
      "service:error_budget:ratio",
      "http_requests_total",
      "answered with 5xx",
    ),
    ...burn(
      "LatencyBudgetBurn",
      "latency",
      "service:http_request_slow:ratio_rate",
      "service:latency_budget:ratio",
      "http_request_duration_seconds_count",
      "slower than its objective",
    ),
  ]),
  group("errors", [spike("warning", "errors rise"), spike("critical", "many requests fail")]),
].join("\n")}`;
