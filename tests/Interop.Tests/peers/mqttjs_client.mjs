// mqtt.js against a broker, on the URL given: every QoS in both versions, retained, will, session, shared subscriptions. Prints 'ok NAME' for each, then 'done'.
import mqtt from "mqtt";

const url = process.argv[2];
const options = { rejectUnauthorized: false, reconnectPeriod: 0 };
let count = 0;

async function peer(version, more = {}) {
  const client = await mqtt.connectAsync(url, { ...options, protocolVersion: version, clientId: `js${version}-${count++}`, ...more });
  client.inbox = [];
  client.waiting = [];
  client.on("message", (topic, payload, packet) => {
    const take = client.waiting.shift();
    if (take) take(packet);
    else client.inbox.push(packet);
  });
  return client;
}

const take = (client) => (client.inbox.length > 0 ? client.inbox.shift() : new Promise((resolve) => client.waiting.push(resolve)));
const check = (right, what) => {
  if (!right) {
    console.log(`failed ${what}`);
    process.exit(1);
  }
  console.log(`ok ${what}`);
};

for (const version of [4, 5]) {
  const [a, b] = [await peer(version), await peer(version)];
  for (const qos of [0, 1, 2]) {
    await b.subscribeAsync(`js${version}/${qos}`, { qos });
    await a.publishAsync(`js${version}/${qos}`, "x".repeat(qos === 2 ? 100_000 : 3), { qos });
    const m = await take(b);
    check(m.qos === qos && m.payload.length >= 3, `${version} qos ${qos}`);
  }
  await a.publishAsync(`js${version}/kept`, "kept", { qos: 1, retain: true });
  await b.subscribeAsync(`js${version}/kept`, { qos: 1 });
  check((await take(b)).retain, `${version} retained`);
  await b.subscribeAsync(`js${version}/will`, { qos: 1 });
  const w = await peer(version, { will: { topic: `js${version}/will`, payload: "gone", qos: 1, retain: false } });
  w.stream.destroy();
  check((await take(b)).payload.toString() === "gone", `${version} will`);
  const session = { clean: false, clientId: `js${version}-session`, ...(version === 5 ? { properties: { sessionExpiryInterval: 100 } } : {}) };
  const s = await peer(version, session);
  await s.subscribeAsync(`js${version}/session`, { qos: 2 });
  await s.endAsync();
  await a.publishAsync(`js${version}/session`, "later", { qos: 2 });
  const arrived = new Promise((resolve) => {
    const again = mqtt.connect(url, { ...options, protocolVersion: version, ...session });
    again.on("message", (topic, payload) => resolve([again, payload.toString()]));
  });
  const [again, payload] = await arrived;
  check(payload === "later", `${version} session`);
  await again.endAsync();
  if (version === 5) {
    const [c, d] = [await peer(5), await peer(5)];
    await c.subscribeAsync("$share/g/js/shared", { qos: 1 });
    await d.subscribeAsync("$share/g/js/shared", { qos: 1 });
    for (let i = 0; i < 10; i++) await a.publishAsync("js/shared", `${i}`, { qos: 1, properties: { userProperties: { i: `${i}` } } });
    const got = await Promise.all([...Array(5)].flatMap(() => [take(c), take(d)]));
    check(new Set(got.map((m) => m.payload.toString())).size === 10 && got[0].properties.userProperties.i !== undefined, "5 shared");
    await c.endAsync();
    await d.endAsync();
  }
  await a.endAsync();
  await b.endAsync();
}
console.log("done");
process.exit(0);
