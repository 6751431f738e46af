import { fixed } from "../colours.js";
import { labelVariable, to } from "../dashboard.js";
import { user as ask } from "../expressions.js";
import { PEOPLE } from "../palette.js";
import { field, logs, organize, stat, table, timeseries } from "../panels.js";
import { instant, logs as lines, range, table as rows } from "../queries.js";

const gone = "Not among the 1000 users that spend most";
const people = fixed(PEOPLE.colour);

/** One user, found by the id. */
export const user = {
  uid: "user",
  title: "User",
  description: "One user: tokens spent, compared with others, and what they did.",
  tags: ["user"],
  sources: ["prometheus", "loki"],
  variables: [labelVariable("user", "User", "user_token_usage_total", "user_id", { multi: false })],
  rows: [
    [
      stat({
        title: "Tokens (Last 24h)",
        description: "Tokens that the user's agents spent in the last 24 hours.",
        unit: "locale",
        noValue: gone,
        color: people,
        decimals: 0,
        w: 12,
        h: 5,
        targets: [instant(ask.tokens, "{{username}}")],
        options: { textMode: "value_and_name", graphMode: "none" },
      }),
      stat({
        title: "Share of All Tokens (Last 24h)",
        description: "The user's share of the tokens of all users in the last 24 hours.",
        unit: "percentunit",
        noValue: gone,
        color: people,
        decimals: 1,
        w: 12,
        h: 5,
        targets: [instant(ask.share, "Share")],
        options: { graphMode: "none" },
      }),
    ],
    [
      timeseries({
        title: "Tokens over Time",
        description: "Tokens a second. A long plateau is an agent that never stops.",
        unit: "suffix:tokens/s",
        noValue: gone,
        color: people,
        w: 14,
        h: 9,
        targets: [range(ask.rate, "{{username}}")],
      }),
      table({
        title: "Top Users (Last 24h)",
        description: "For comparison, and to go to another one.",
        unit: "locale",
        noValue: "No tokens were spent",
        decimals: 0,
        w: 10,
        h: 9,
        targets: [rows(ask.others)],
        transformations: organize({ user_id: "ID", username: "Username", Value: "Tokens" }),
        overrides: [field("ID", { links: [to("user", "Look at this user", "var-user=${__value.text}")] })],
        options: { sortBy: [{ displayName: "Tokens", desc: true }] },
      }),
    ],
    [
      logs({
        title: "What They Did",
        description: "Lines of the activity feed about this user; a sample when there is much.",
        unit: "string",
        noValue: "No line about this user",
        w: 24,
        h: 9,
        targets: [lines(ask.feed)],
      }),
    ],
  ],
};
