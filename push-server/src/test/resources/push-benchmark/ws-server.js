// Node's ws, one loop over its clients: the same updates as Load.java.
const { WebSocketServer } = require("ws");

const SERIES = 100;
const PAD = "x".repeat(66);
const TICK_NANOS = 10_000_000n;

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const series = request.url.substring(request.url.lastIndexOf("/") + 1);
  socket.wanted = series === "all" ? null : new Set(series.split(",").map(Number));
});
server.on("listening", () => console.log(server.address().port));

let rate = 0;
let sent = 0;
let due = 0;
let at = process.hrtime.bigint();

function tick() {
  const now = process.hrtime.bigint();
  while (at + TICK_NANOS <= now) {
    at += TICK_NANOS;
    due += rate / 100;
    const micros = at / 1000n;
    for (; due >= 1; due--, sent++) {
      const index = sent % SERIES;
      const name = String(index).padStart(2, "0");
      const text = Buffer.from(
        `{"metric":"m${name}","labels":{"pad":"${PAD}"},"value":${micros},"timestamp":1767225600000}`,
      );
      for (const socket of server.clients) {
        if (!socket.wanted || socket.wanted.has(index)) {
          socket.send(text, { binary: false });
        }
      }
    }
  }
  const left = Number(at + TICK_NANOS - process.hrtime.bigint()) / 1e6;
  setTimeout(tick, Math.max(0, left));
}
tick();

require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    rate = Number(line);
  })
  .on("close", () => process.exit(0));
