import { COLOURS, shades, smallIsGood, statusBySeverity } from "../colours.js";
import { labelVariable } from "../dashboard.js";
import { correlation as ask } from "../expressions.js";
import { MACHINES, PEOPLE } from "../palette.js";
import { bargauge, field, organize, painted, stat, table, timeseries } from "../panels.js";
import { instant, range, table as rows } from "../queries.js";

/** What the rules found across services. */
export const correlation = {
  uid: "event-correlation",
  title: "Event Correlation",
  description: "Which rules match, how often and how badly, and what the matching costs.",
  tags: ["correlation", "realtime"],
  variables: [labelVariable("severity", "Severity", "cep_matches_total", "severity")],
  rows: [
    [
      stat({
        title: "Rules in Force",
        description: "Rules that the correlation job runs now.",
        unit: "short",
        noValue: "The correlation job does not report",
        w: 6,
        h: 6,
        targets: [range(ask.rules, "Rules")],
      }),
      bargauge({
        title: "Matches by Severity (Last Hour)",
        description: "Matches of the last hour.",
        unit: "locale",
        noValue: "No rule has matched",
        decimals: 0,
        w: 12,
        h: 6,
        color: shades(MACHINES.colour),
        targets: [instant(ask.bySeverity, "{{severity}}")],
        overrides: [
          painted("critical", COLOURS.red),
          painted("warning", COLOURS.amber),
          painted("info", COLOURS.blue),
        ],
      }),
      stat({
        title: "Partial Matches",
        description:
          "Begun and not yet finished matches that the job keeps in memory. It should not grow for long.",
        unit: "short",
        noValue: "The correlation job does not report",
        w: 6,
        h: 6,
        thresholds: smallIsGood(100_000, 1_000_000),
        targets: [range(ask.partialTotal, "Partial matches")],
      }),
    ],
    [
      timeseries({
        title: "Matches over Time",
        description: "Matches of each rule.",
        unit: "short",
        noValue: "No rule has matched",
        w: 12,
        h: 9,
        color: shades(PEOPLE.colour),
        custom: { drawStyle: "bars", fillOpacity: 80 },
        targets: [range(ask.matches, "{{rule}}")],
      }),
      table({
        title: "Top Rules (Last 24h)",
        description: "The ten rules that matched most in the last 24 hours.",
        unit: "locale",
        noValue: "No rule has matched",
        decimals: 0,
        w: 12,
        h: 9,
        targets: [rows(ask.top)],
        transformations: organize({ rule: "Rule", severity: "Severity", Value: "Matches" }),
        overrides: [
          field("Severity", {
            mappings: statusBySeverity(),
            "custom.cellOptions": { type: "color-background", mode: "basic" },
          }),
        ],
        options: { sortBy: [{ displayName: "Matches", desc: true }] },
      }),
    ],
    [
      timeseries({
        title: "Open Incidents by Rule",
        description:
          "Incidents that rules have begun and that have not ended. One that stays for hours has no end that comes.",
        unit: "short",
        noValue: "No incident has begun",
        w: 12,
        h: 8,
        color: shades(PEOPLE.colour),
        targets: [range(ask.open, "{{rule}}")],
      }),
      timeseries({
        title: "Partial Matches by Rule",
        description: "What each rule keeps in memory.",
        unit: "short",
        noValue: "No rule has begun to match",
        w: 12,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(ask.partial, "{{rule}}")],
      }),
    ],
  ],
};
