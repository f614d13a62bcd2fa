// sparkplug-client as an edge node with one device; births when asked, then counts.
import client from "sparkplug-client";

const node = client.newClient({ serverUrl: process.argv[2], username: "", password: "", groupId: "G", edgeNode: "E", clientId: "edge", version: "spBv1.0" });
const timestamp = () => Date.now();
let value = 0;
const birth = () => {
  node.publishNodeBirth({ timestamp: timestamp(), metrics: [{ name: "load", type: "Int32", value: 7, timestamp: timestamp() }] });
  node.publishDeviceBirth("press3", { timestamp: timestamp(), metrics: [{ name: "oil", type: "Double", value: 20.5, timestamp: timestamp() }] });
};
node.on("birth", birth);
node.on("ncmd", () => birth());
setInterval(() => node.publishDeviceData("press3", { timestamp: timestamp(), metrics: [{ name: "oil", type: "Double", value: ++value, timestamp: timestamp() }] }), 100);
