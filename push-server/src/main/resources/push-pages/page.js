/** The page: the stream fills the store, and once a frame or second the components draw it. */
import { StreamClient } from "./client.js";
import "./components.js";
import { Store } from "./store.js";

const stream = new StreamClient();
const store = new Store(() => stream.now());
const state = document.querySelector("connection-state");
const feed = document.querySelector("activity-feed");
const panels = document.querySelectorAll("live-number, ranked-bars, activity-feed");

let drawing = false;
function drawSoon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  panels.forEach((panel) => panel.draw(store));
  state.draw();
}

for (const number of document.querySelectorAll("live-number")) {
  stream.subscribe(number.getAttribute("metric"), (update) => {
    store.put(update);
    drawSoon();
  });
}
for (const bars of document.querySelectorAll("ranked-bars")) {
  const labels = bars.getAttribute("by").split(" ");
  // A place in a ranking is a series; who holds it changes.
  const identity = labels.includes("rank") ? ["rank"] : labels;
  stream.subscribe(
    bars.getAttribute("metric"),
    Object.fromEntries(labels.map((name) => [name, "*"])),
    (update) => {
      store.put(update, identity);
      drawSoon();
    },
  );
}
stream.subscribe("activity_feed", (line) => {
  feed.add(line);
  drawSoon();
});
stream.onBegin(({ stream: name, recovered }) => {
  // Lines that it has come again, unless just the missed ones do.
  if (name === "activity_feed" && !recovered) feed.clear();
});
stream.onState((connection) => {
  store.connected = connection.state === "open";
  state.show(connection);
  drawSoon();
});

setInterval(draw, 1_000);
