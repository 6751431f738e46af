import { fixed, shades } from "../colours.js";
import { to } from "../dashboard.js";
import { users } from "../expressions.js";
import { KNOWN, lookAt, MACHINES, PEOPLE } from "../palette.js";
import {
  colonyIds,
  colonyTable,
  field,
  histogram,
  logs,
  organize,
  painted,
  piechart,
  stat,
  table,
  timeseries,
} from "../panels.js";
import { bucketsNow, instant, logs as lines, range, table as rows } from "../queries.js";

const people = fixed(PEOPLE.colour);
const none = "No event was counted yet";
const figure = (title, description, expr, unit = "locale") =>
  stat({
    title,
    description,
    unit,
    noValue: none,
    color: people,
    decimals: 0,
    w: 6,
    h: 4,
    targets: [range(expr, title)],
  });

/** What people do, as it happens. */
export const activityStream = {
  uid: "user-activity-stream",
  title: "User Activity Stream",
  description: "Sessions, colonies, agents and tokens, as they happen.",
  tags: ["user", "activity", "realtime"],
  sources: ["prometheus", "loki"],
  rows: [
    [
      figure("Active Users", "Distinct users with an event in the last 5 minutes, exact.", users.active),
      figure(
        "Colonies Created (Last Hour)",
        "Colonies created in the last hour, all regions.",
        users.coloniesCreated,
      ),
      figure(
        "Agents Deployed (Last Hour)",
        "Agents deployed in the last hour, all regions.",
        users.agentsDeployed,
      ),
      figure("Token Usage (Last Hour)", "Tokens spent in the last hour, all models.", users.tokens),
    ],
    [
      logs({
        title: "Activity Stream",
        description: "Who did what, and where; a sample when there is more than people can read.",
        unit: "string",
        noValue: "No line came: is the collector running?",
        w: 24,
        h: 8,
        targets: [lines(users.feed)],
      }),
    ],
    [
      piechart({
        title: "Active Sessions by Platform",
        description: "Active users by the platform where they were seen last.",
        unit: "short",
        noValue: "Nobody is active",
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [instant(users.byPlatform, "{{platform}}")],
        overrides: KNOWN.platform.map((name, i) => painted(name, lookAt(i).colour)),
      }),
      histogram({
        title: "Session Duration (Last 24h)",
        description:
          "Sessions that ended in the last 24 hours, by how long they took; each bar counts up to its number of minutes.",
        unit: "locale",
        noValue: "No session has ended yet",
        w: 16,
        h: 8,
        color: people,
        decimals: 0,
        targets: [bucketsNow(users.sessions)],
      }),
    ],
    [
      colonyTable("Activity", {
        title: "Top Colonies by Activity",
        description:
          "The ten colonies with most events in the last 5 minutes; “other” is all that are not among the 100 largest.",
        unit: "short",
        noValue: "No colony is active",
        w: 8,
        h: 8,
        targets: [rows(users.topColonies)],
      }),
      colonyTable("Tokens", {
        title: "Consumption by Colony",
        description: "The ten colonies that spent most tokens in the last 5 minutes.",
        unit: "locale",
        noValue: "No colony has spent tokens",
        w: 8,
        h: 8,
        targets: [rows(users.topSpenders)],
      }),
      table({
        title: "Top Users by Token Usage",
        description: "The ten users that spent most (last 24h).",
        unit: "short",
        noValue: "No tokens were spent",
        w: 8,
        h: 8,
        targets: [rows(users.topUsers)],
        transformations: organize({ user_id: "ID", username: "Username", Value: "Tokens" }),
        overrides: [field("ID", { links: [to("user", "Look at this user", "var-user=${__value.text}")] })],
        options: { sortBy: [{ displayName: "Tokens", desc: true }] },
      }),
    ],
    [
      table({
        title: "Consumption by Agent",
        description: "The ten agents that spent most tokens in the last 5 minutes, with their colony.",
        unit: "locale",
        noValue: "No agent has spent tokens",
        w: 8,
        h: 8,
        targets: [rows(users.topAgents)],
        transformations: organize({
          agent_id: "ID",
          agent_name: "Name",
          colony_id: "Colony",
          Value: "Tokens",
        }),
        overrides: [colonyIds("Colony")],
        options: { sortBy: [{ displayName: "Tokens", desc: true }] },
      }),
      timeseries({
        title: "Events by Type",
        description: "What people and agents do, events a second.",
        unit: "eps",
        noValue: none,
        w: 8,
        h: 8,
        color: shades(PEOPLE.colour),
        targets: [range(users.eventsByType, "{{type}}")],
      }),
      timeseries({
        title: "Tokens by Model",
        description: "Tokens a second, by model.",
        unit: "suffix:tokens/s",
        noValue: "No tokens were spent",
        w: 8,
        h: 8,
        color: shades(MACHINES.colour),
        targets: [range(users.tokensByModel, "{{model}}")],
      }),
    ],
  ],
};
