import { fixed } from "../colours.js";
import { users } from "../expressions.js";
import { PEOPLE } from "../palette.js";
import { timeseries } from "../panels.js";
import { range } from "../queries.js";

/** A place to begin: the only folder of the pack that people may edit. */
export const custom = {
  uid: "custom-start",
  title: "Start Here",
  description: "Save a copy and make it yours; what you save in this folder stays.",
  tags: [],
  rows: [
    [
      timeseries({
        title: "Active Users",
        description: "Distinct users with an event in the last 5 minutes.",
        unit: "short",
        noValue: "Nobody is active",
        w: 24,
        h: 9,
        color: fixed(PEOPLE.colour),
        targets: [range(users.active, "Active users")],
      }),
    ],
  ],
};
