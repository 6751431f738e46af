// Runs the document's client once for each order of four calls and for each moment at which its socket opens
// between them. Needs the class MetricStreamClient and the address of the stream in `streamAddress`.
const NEWEST = 7;
const CALLS = {
  firstOfA: (client, on) => client.subscribe("a", on.firstOfA),
  secondOfA: (client, on) => client.subscribe("a", on.secondOfA),
  firstOfB: (client, on) => client.subscribe("b", on.firstOfB),
  endFirstOfA: (client, on) => client.unsubscribe("a", on.firstOfA),
};

function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) => permutations(list.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

// An unsubscribe before its subscribe does nothing in the client.
function isUseful(order) {
  return order.indexOf("firstOfA") < order.indexOf("endFirstOfA");
}

// Resolves when every call was made and the server has answered a ping that was sent after them.
function run(order, opensAt, silent) {
  const client = new MetricStreamClient(streamAddress);
  const on = { firstOfA: () => {} };
  for (const name of ["secondOfA", "firstOfB"]) {
    const key = `${name} of ${order.join(" ")}, open before call ${opensAt}`;
    silent.add(key);
    on[name] = (value) => value === NEWEST && silent.delete(key);
  }
  const call = (name) => CALLS[name](client, on);
  return new Promise((resolve) => {
    client.connect();
    order.slice(0, opensAt).forEach(call);
    client.socket.addEventListener("open", () => {
      order.slice(opensAt).forEach(call);
      client.socket.send(JSON.stringify({ action: "ping" }));
    });
    client.socket.addEventListener("message", (event) => "pong" in JSON.parse(event.data) && resolve());
  });
}

// Listeners that have not received the newest value yet.
globalThis.silentListeners = new Set();
globalThis.runAllOrders = () => {
  const orders = permutations(Object.keys(CALLS)).filter(isUseful);
  const runs = orders.flatMap((order) =>
    [0, 1, 2, 3, 4].map((opensAt) => run(order, opensAt, silentListeners)),
  );
  return Promise.all(runs);
};
