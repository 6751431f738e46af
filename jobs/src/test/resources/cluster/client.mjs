// What a page keeps of the streams, by the product's own client: client.mjs CLIENT_JS PORT. One JSON object a line.
import { pathToFileURL } from "node:url";

const [client, port] = process.argv.slice(2);
const { NotificationClient, StreamClient } = await import(pathToFileURL(client));
const emit = (what) => console.log(JSON.stringify(what));

const stream = new StreamClient(`ws://127.0.0.1:${port}/stream`);
const keep = (update) => emit({ update });
for (const metric of [
  "user_activity_events_total",
  "llm_tokens_total",
  "colony_created_total",
  "active_users",
]) {
  stream.subscribe(metric, keep);
}
stream.subscribe("user_activity_events_total", { type: "*" }, keep);
stream.subscribe("service_events_total", { type: "*" }, keep);
stream.subscribe("events_late_total", { topic: "*" }, keep);
stream.onState((state) => emit({ state }));
stream.onBegin((begin) => emit({ begin }));

const notifications = new NotificationClient(`ws://127.0.0.1:${port}/notifications/stream`);
notifications.subscribe((notification) => emit({ notification }));
notifications.onState((notificationState) => emit({ notificationState }));
