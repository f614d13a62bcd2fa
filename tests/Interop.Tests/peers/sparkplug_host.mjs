// A host application made of mqtt.js and sparkplug-payload: prints each message as JSON. After the first data it asks for rebirth, and after the births that
// follow it commands 42.5 to the metric of that data.
import mqtt from "mqtt";
import payload from "sparkplug-payload";

const { encodePayload, decodePayload } = payload.get("spBv1.0");
const client = mqtt.connect(process.argv[2], { clean: true });
const number = (value) => (value === undefined || value === null ? null : Number(value));
const timestamp = () => Date.now();
let first = null;
let wrote = false;
const command = (topic, metrics) => client.publish(topic, Buffer.from(encodePayload({ timestamp: timestamp(), metrics })));
client.on("message", (topic, bytes) => {
  const [space, group, type, node, device] = topic.split("/");
  if (type.endsWith("CMD")) return;
  const { timestamp: time, seq, metrics } = decodePayload(bytes);
  const shown = (metrics ?? []).map((m) => ({
    name: m.name ?? "",
    alias: number(m.alias),
    type: m.type ?? null,
    value: m.value instanceof Uint8Array ? Buffer.from(m.value).toString("hex") : (m.value ?? null) === null ? null : String(m.value),
    historical: m.isHistorical ?? false,
    quality: m.properties?.Quality?.value ?? null,
  }));
  if (type === "DDATA" && first === null) {
    first = { device, alias: number(metrics[0].alias) };
    command(`${space}/${group}/NCMD/${node}`, [{ name: "Node Control/Rebirth", type: "Boolean", value: true, timestamp: timestamp() }]);
  } else if (type === "DBIRTH" && device === first?.device && !wrote) {
    wrote = true;
    command(`${space}/${group}/DCMD/${node}/${device}`, [{ alias: first.alias, type: "Double", value: 42.5, timestamp: timestamp() }]);
  }
  console.log(`message ${JSON.stringify({ topic, timestamp: number(time), seq: number(seq), metrics: shown })}`);
});
client.on("connect", () => client.subscribe("spBv1.0/#", () => console.log("ready")));
