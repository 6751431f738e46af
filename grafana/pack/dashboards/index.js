import { dashboard, FOLDERS } from "../dashboard.js";
import { colony } from "./colony.js";
import { custom } from "./custom.js";
import { correlation } from "./event-correlation.js";
import { flameGraphs } from "./flame-graphs.js";
import { lastWeek } from "./last-week.js";
import { commandCenter } from "./operations-command-center.js";
import { pipeline } from "./pipeline.js";
import { serviceHealth } from "./service-health.js";
import { user } from "./user.js";
import { activityStream } from "./user-activity-stream.js";

const in_ = (folder, all) =>
  all.map((definition) => ({ folder, json: dashboard({ folder, ...definition }) }));

/** Every dashboard of the pack, in the order of the folders. */
export const dashboards = [
  ...in_(FOLDERS.overview, [commandCenter]),
  ...in_(FOLDERS.domain, [activityStream, serviceHealth, correlation, pipeline, lastWeek]),
  ...in_(FOLDERS.drillDown, [colony, user, flameGraphs]),
  ...in_(FOLDERS.custom, [custom]),
];
