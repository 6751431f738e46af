import { fixed, largeIsGood, shades, smallIsGood } from "../colours.js";
import { to } from "../dashboard.js";
import { history } from "../history.js";
import { errorRateSteps, inWords, objectives } from "../objectives.js";
import { FAILURES, MACHINES, PEOPLE } from "../palette.js";
import { barchart, colonyIds, field, table, timeseries } from "../panels.js";
import { sqlLines, sqlRows } from "../queries.js";

const none = "History has no hour of this time: does HistoryJob run?";
const { apdex } = objectives;

/** Draws nothing where hours are missing. */
const GAP = { insertNulls: 5_400_000 };

/** A line of hours, with the week before behind it. */
const weeks = (title, description, unit, statements, w, p = {}) =>
  timeseries({
    title,
    description,
    unit,
    noValue: none,
    w,
    h: 8,
    custom: GAP,
    targets: statements.map(sqlLines),
    overrides: [
      field("A week before", {
        color: fixed(PEOPLE.colour),
        "custom.lineStyle": { fill: "dash", dash: [6, 6] },
        "custom.fillOpacity": 0,
      }),
    ],
    ...p,
  });

const percentile = (name, words, statement) =>
  timeseries({
    title: `Response Time ${name} by Service`,
    description: `${words} of 100 requests of the hour are answered within this, to 1 %.`,
    unit: "s",
    noValue: none,
    w: 8,
    h: 8,
    custom: GAP,
    color: shades(MACHINES.colour),
    targets: [sqlLines(statement)],
    links: [to("service-health", "Now")],
  });

/** What was, by the hour, beside the week before. */
export const lastWeek = {
  uid: "last-week",
  title: "Last Week",
  description:
    "The last seven days by the hour, each beside the week before, from the history that HistoryJob keeps in PostgreSQL.",
  tags: ["history"],
  refresh: "5m",
  from: "now-7d",
  sources: ["prometheus", "history"],
  rows: [
    [
      weeks(
        "Active Users",
        "Distinct users in 5 minutes: the mean of the windows of each hour.",
        "locale",
        history.users,
        12,
        { decimals: 0 },
      ),
      weeks(
        "LLM Tokens",
        "Tokens that users spent, a second. An hour of which one window has no tokens is a gap.",
        "suffix:tokens/s",
        history.tokens,
        12,
      ),
    ],
    [
      weeks(
        "Requests",
        "Requests a second over all services and regions. A fall is worse than a rise.",
        "reqps",
        history.requests,
        8,
      ),
      weeks("Error Rate", "Share of requests answered with 5xx.", "percentunit", history.errors, 8, {
        color: fixed(FAILURES.colour),
        thresholds: smallIsGood(...errorRateSteps),
      }),
      weeks(
        "Apdex",
        `Of all requests, each by the threshold of its service (${inWords(
          (o) => o.apdex,
          (value) => `${value} s`,
        )}). 1 is best; below ${apdex.warning} people notice, below ${apdex.critical} they leave.`,
        "none",
        history.apdex,
        8,
        { min: 0, max: 1, decimals: 2, thresholds: largeIsGood(apdex.critical, apdex.warning) },
      ),
    ],
    [
      percentile("p50", "50", history.p50),
      percentile("p95", "95", history.p95),
      percentile("p99", "99", history.p99),
    ],
    [
      table({
        title: "Response Times, Beside the Week Before",
        description:
          "Percentiles of all requests of the chosen time by service, and of the same time a week before.",
        unit: "s",
        noValue: none,
        w: 12,
        h: 9,
        targets: [sqlRows(history.services)],
      }),
      table({
        title: "Top Colonies, Beside the Week Before",
        description:
          "The ten colonies with most events in the chosen time; events count while a colony is among the 100 largest of 5 minutes. No change is shown for one that was not there a week before.",
        unit: "locale",
        noValue: none,
        w: 12,
        h: 9,
        targets: [sqlRows(history.colonies)],
        overrides: [colonyIds(), field("Change", { unit: "percentunit", decimals: 0 })],
      }),
    ],
    [
      barchart({
        title: "Session Durations, Beside the Week Before",
        description:
          "Sessions that were over in the chosen time, 30 minutes after their last event, by how long they took; and those of the same time a week before.",
        unit: "locale",
        noValue: none,
        decimals: 0,
        min: 0,
        w: 24,
        h: 8,
        color: fixed(PEOPLE.colour),
        targets: [sqlRows(history.sessions)],
        overrides: [field("A week before", { color: fixed(PEOPLE.colour), "custom.fillOpacity": 20 })],
        options: { xField: "Duration", orientation: "vertical" },
      }),
    ],
  ],
};
