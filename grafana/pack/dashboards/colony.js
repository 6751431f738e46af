import { fixed } from "../colours.js";
import { labelVariable, to } from "../dashboard.js";
import { colony as ask } from "../expressions.js";
import { PEOPLE } from "../palette.js";
import { colonyTable, logs, stat, timeseries } from "../panels.js";
import { instant, logs as lines, range, table as rows } from "../queries.js";

const gone = "Not among the 100 busiest colonies now";
const people = fixed(PEOPLE.colour);

/** One colony, found by its id. */
export const colony = {
  uid: "colony",
  title: "Colony",
  description: "One colony: how busy it is, how it compares, what happens in it.",
  tags: ["colony"],
  sources: ["prometheus", "loki"],
  variables: [labelVariable("colony", "Colony", "colony_activity", "colony_id", { multi: false })],
  rows: [
    [
      stat({
        title: "Activity",
        description: "Events in the last 5 minutes.",
        unit: "short",
        noValue: gone,
        color: people,
        w: 8,
        h: 5,
        targets: [range(ask.activity, "{{colony_name}}")],
        options: { textMode: "value_and_name" },
      }),
      stat({
        title: "Rank",
        description: "Its place among all colonies, 1 is the busiest.",
        unit: "none",
        noValue: gone,
        color: people,
        decimals: 0,
        w: 8,
        h: 5,
        targets: [instant(ask.rank, "Rank")],
        options: { graphMode: "none" },
      }),
      stat({
        title: "Share of the Platform",
        description: "Its share of all events in colonies.",
        unit: "percentunit",
        noValue: gone,
        color: people,
        decimals: 1,
        w: 8,
        h: 5,
        targets: [range(ask.share, "Share")],
      }),
    ],
    [
      timeseries({
        title: "Activity over Time",
        description: "Events of a sliding 5 minutes.",
        unit: "short",
        noValue: gone,
        color: people,
        w: 14,
        h: 9,
        targets: [range(ask.activity, "{{colony_name}}")],
        links: [to("flame-graphs", "What its agents use", "var-view=resources")],
      }),
      colonyTable("Activity", {
        title: "Busiest Colonies",
        description: "For comparison, and to go to another one.",
        unit: "short",
        noValue: "No colony is active",
        w: 10,
        h: 9,
        targets: [rows(ask.others)],
      }),
    ],
    [
      logs({
        title: "What Happens in It",
        description: "Lines of the activity feed about this colony; a sample when there is much.",
        unit: "string",
        noValue: "No line about this colony",
        w: 24,
        h: 9,
        targets: [lines(ask.feed)],
      }),
    ],
  ],
};
