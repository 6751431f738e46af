import { fixed, largeIsGood, shades, smallIsGood, statusByNumber, statusByRank } from "../colours.js";
import { to } from "../dashboard.js";
import { platform, users } from "../expressions.js";
import { errorRateSteps, objectives, percent } from "../objectives.js";
import { FAILURES, MACHINES, PEOPLE } from "../palette.js";
import {
  barchart,
  careMappings,
  field,
  gauge,
  geomap,
  organize,
  stat,
  table,
  timeseries,
} from "../panels.js";
import { instant, range, table as rows } from "../queries.js";

const { errorBudget } = objectives;
const budget = objectives.others.errorBudget;

/** For the wall of the operations room: is all well, what is not, where are people, what does it cost. */
export const commandCenter = {
  uid: "operations-command-center",
  title: "Operations Command Center",
  description: "The whole platform on one wall: health, incidents, traffic, people, resources.",
  tags: ["operations", "realtime"],
  rows: [
    [
      gauge({
        title: "System Health",
        description:
          "Share of all scraped targets that answer Prometheus. Below 98 one is missing, below 95 several are.",
        unit: "percent",
        noValue: "No target is scraped",
        min: 0,
        max: 100,
        w: 6,
        h: 8,
        thresholds: largeIsGood(95, 98),
        targets: [instant(platform.up, "Targets up")],
        links: [to("pipeline", "Which one is missing")],
      }),
      table({
        title: "Active Incidents",
        description:
          "Incidents that are open, the worst first, with when they began and who cares for them: the same as on the pages of the push server.",
        unit: "none",
        noValue: "● No incident",
        w: 12,
        h: 8,
        targets: [rows(platform.incidents)],
        transformations: organize(
          {
            severity: "Severity",
            title: "Incident",
            service: "Service",
            region: "Region",
            state: "State",
            Value: "Started At",
            id: "ID",
          },
          ["__name__", "alertname", "window", "incident_rule", "instance", "job"],
        ),
        overrides: [
          field("Severity", {
            mappings: statusByRank(),
            "custom.cellOptions": { type: "color-background", mode: "basic" },
          }),
          // A cell without a value would show the text for a table without a row.
          field("Incident", { noValue: "–" }),
          field("Region", { noValue: "–" }),
          field("State", { noValue: "–", mappings: careMappings() }),
          field("ID", { noValue: "–" }),
          field("Started At", { unit: "dateTimeFromNow" }),
          field("Service", {
            noValue: "–",
            links: [to("service-health", "Look at this service", "var-service=${__value.text}")],
          }),
        ],
        options: { sortBy: [{ displayName: "Severity", desc: true }] },
      }),
      stat({
        title: "Platform Status",
        description: "The worst severity among the incidents that are open.",
        unit: "none",
        noValue: "Prometheus does not answer",
        w: 6,
        h: 8,
        thresholds: smallIsGood(1, 2),
        mappings: statusByNumber(),
        targets: [instant(platform.status, "Status")],
        options: { graphMode: "none" },
      }),
    ],
    [
      timeseries({
        title: "Global Request Rate",
        description:
          "Requests a second over all services and regions, with the hour before for comparison. A fall is worse than a rise.",
        unit: "reqps",
        noValue: "No request was counted",
        w: 12,
        h: 8,
        targets: [
          range(platform.requestRate, "Requests/sec"),
          range(platform.requestRateBefore, "An hour before"),
        ],
        overrides: [
          field("An hour before", {
            color: fixed(PEOPLE.colour),
            "custom.lineStyle": { fill: "dash", dash: [6, 6] },
            "custom.fillOpacity": 0,
          }),
        ],
        links: [to("service-health", "By service")],
      }),
      timeseries({
        title: "Error Rate",
        description: `Share of requests answered with 5xx. The budget is ${percent(budget)}: the dashed lines are ${errorBudget.warning} and ${errorBudget.critical} times that.`,
        unit: "percentunit",
        noValue: "No request was counted",
        w: 12,
        h: 8,
        thresholds: smallIsGood(...errorRateSteps),
        color: fixed(FAILURES.colour),
        targets: [range(platform.errorRate, "Error Rate %")],
        links: [to("service-health", "By service")],
      }),
    ],
    [
      geomap({
        title: "Geographic User Distribution",
        description:
          "Users with an event in the last 5 minutes, at the middle of their country; the larger the circle, the more.",
        unit: "short",
        noValue: "Nobody is active",
        w: 12,
        h: 12,
        lookup: "country_code",
        colour: PEOPLE.colour,
        color: fixed(PEOPLE.colour),
        targets: [rows(users.byCountry)],
      }),
      barchart({
        title: "Resource Utilization by Region",
        description: "Processor cores in use, by region. Compare with what the region has.",
        unit: "suffix:cores",
        noValue: "No service reports its use",
        decimals: 1,
        min: 0,
        w: 12,
        h: 12,
        color: shades(MACHINES.colour),
        targets: [rows(platform.cpuByRegion)],
        transformations: organize({ region: "region", Value: "Value" }),
        options: { xField: "region", colorByField: "region" },
        links: [to("service-health", "Services of this region", "var-region=${__data.fields.region}")],
      }),
    ],
  ],
};
