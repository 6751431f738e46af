import { objectives } from "./objectives.js";

/**
 * Every SQL statement that the dashboards ask of the tables of HistoryJob, each once. They read buckets of an hour:
 * a week has 168. A bucket stands where it begins.
 */

/** By the same hour of the same day. */
const WEEK = "interval '168 hours'";
const OF_EACH = "service <> '' AND region = ''";
const OF_ALL = "service = '' AND region = ''";

/** The middle of a histogram's bucket, seconds. */
const middle = (i) => `2 * power(1.02::float8, ${i}) / 2.02 / 1000`;

/** The chosen time, earlier by an interval. */
const during = (earlier) => {
  const [from, to] = ["$__timeFrom()", "$__timeTo()"].map(
    (macro) => `${macro}::timestamptz${earlier ? ` - ${earlier}` : ""}`,
  );
  return `start >= ${from} AND start < ${to}`;
};

/** A line, and the same of the week before; `rest` ends with the condition that the time is added to. */
const weeks = (name, value, rest, group = "") =>
  [
    [name, ""],
    ["A week before", WEEK],
  ].map(
    ([line, earlier]) =>
      `SELECT start${earlier && ` + ${earlier}`} AS "time", ${value} AS "${line}" ` +
      `FROM ${rest} ${during(earlier)} ${group}ORDER BY 1`,
  );

const ofActivity = (name, value) => weeks(name, value, "history.activity_1h WHERE");
const ofServices = (name, value) => weeks(name, value, `history.services_1h WHERE ${OF_ALL} AND`);

/** The threshold of each service, as an expression of its name. */
const threshold = () => {
  const { others, services } = objectives;
  const cases = Object.entries(services)
    .filter(([, { apdex }]) => apdex !== others.apdex)
    .map(([name, { apdex }]) => `WHEN service = '${name.replaceAll("'", "''")}' THEN ${apdex} `);
  return cases.length === 0 ? `${others.apdex}` : `CASE ${cases.join("")}ELSE ${others.apdex} END`;
};

/** A line for each service: the duration that this share of its requests does not exceed. */
const percentile = (share) =>
  `SELECT start AS "time", service AS metric, (SELECT ${middle("min(i)")} FROM ` +
  "(SELECT i, sum(n) OVER (ORDER BY i) AS seen, sum(n) OVER () AS count FROM unnest(bucket, hits) h(i, n)) d " +
  `WHERE seen >= ceil(${share} * count)) AS value FROM history.services_1h ` +
  `WHERE ${OF_EACH} AND latency_count > 0 AND ${during()} ORDER BY 1, 2`;

/** The same of the whole time, as a column beside that of the week before. */
const column = (share, name, week) =>
  `${middle(`min(i) FILTER (WHERE week = '${week}' AND seen >= ceil(${share} * count))`)} AS "${name}"`;

export const history = {
  users: ofActivity("Active users", "users::float8 / windows"),
  tokens: ofActivity("Tokens", "tokens::float8 / windows / 300"),
  requests: ofServices("Requests", "requests::float8 / windows / 60"),
  errors: ofServices("Errors", "r5xx::float8 / nullif(requests, 0)"),
  apdex: weeks(
    "Apdex",
    "(sum(n * CASE WHEN seconds <= satisfied THEN 1 WHEN seconds <= 4 * satisfied THEN 0.5 ELSE 0 END) / sum(n))::float8",
    "history.services_1h, unnest(bucket, hits) h(i, n), " +
      `LATERAL (SELECT ${middle("i")} AS seconds, ${threshold()} AS satisfied) t WHERE ${OF_EACH} AND`,
    "GROUP BY start ",
  ),
  p50: percentile(0.5),
  p95: percentile(0.95),
  p99: percentile(0.99),
  services:
    `WITH f AS (SELECT 'this' AS week, service, bucket, hits FROM history.services_1h WHERE ${OF_EACH} AND ${during()} ` +
    `UNION ALL SELECT 'before', service, bucket, hits FROM history.services_1h WHERE ${OF_EACH} AND ${during(WEEK)}), ` +
    "merged AS (SELECT week, service, i, sum(n) AS n FROM f, unnest(bucket, hits) h(i, n) GROUP BY week, service, i), " +
    "d AS (SELECT week, service, i, sum(n) OVER (PARTITION BY week, service ORDER BY i) AS seen, " +
    "sum(n) OVER (PARTITION BY week, service) AS count FROM merged) " +
    `SELECT service AS "Service", ${[0.5, 0.95, 0.99]
      .flatMap((share) => [
        column(share, `p${share * 100}`, "this"),
        column(share, `p${share * 100} before`, "before"),
      ])
      .join(", ")} FROM d GROUP BY service ORDER BY service`,
  // Counts up to each bound are added up over the hours, and then taken apart.
  sessions:
    "WITH up AS (SELECT le, replace(le, '+Inf', 'infinity')::float8 AS bound, " +
    `coalesce(sum(sessions) FILTER (WHERE ${during()}), 0) AS this, ` +
    `coalesce(sum(sessions) FILTER (WHERE ${during(WEEK)}), 0) AS before ` +
    `FROM history.sessions_1h WHERE platform = '' AND (${during()} OR ${during(WEEK)}) GROUP BY le) ` +
    "SELECT CASE le WHEN '+Inf' THEN 'over ' || lag(le) OVER w ELSE 'up to ' || le END || ' min' AS \"Duration\", " +
    '(this - lag(this, 1, 0) OVER w)::float8 AS "Sessions", (before - lag(before, 1, 0) OVER w)::float8 AS "A week before" ' +
    "FROM up WINDOW w AS (ORDER BY bound) ORDER BY bound",
  colonies:
    "WITH this AS (SELECT id, (array_agg(name ORDER BY start DESC) FILTER (WHERE name IS NOT NULL))[1] AS name, " +
    `sum(events)::float8 AS events FROM history.top_1h WHERE kind = 'colony' AND ${during()} GROUP BY id ` +
    "ORDER BY events DESC, id LIMIT 10), " +
    "before AS (SELECT id, sum(events)::float8 AS events FROM history.top_1h " +
    `WHERE kind = 'colony' AND ${during(WEEK)} GROUP BY id) ` +
    `SELECT this.id AS "ID", name AS "Name", this.events AS "Events", coalesce(before.events, 0) AS "A week before", ` +
    'this.events / before.events - 1 AS "Change" ' +
    "FROM this LEFT JOIN before USING (id) ORDER BY this.events DESC, this.id",
};
