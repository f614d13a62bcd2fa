// A machine with an OPC UA server by node-opcua: PORT PKI_FOLDER ITEMS [extra-namespace or ""] [ServerCapabilities as JSON]. Prints "listening" when it serves.
// Nodes of namespace urn:machine: s=Item/<0..ITEMS-1> (Double, their number), s=Counter (counts every 50 ms), s=Static (never changes),
// s=Speed (analog: unit, range), s=Mode (enumeration), s=Setpoint (Float, writable), s=Limit (Int16, writable), s=Name (String),
// s=Times (array of Int32, writable), s=Locked (read only), s=Recorded (counts every 50 ms; the server keeps its history while it runs).
import opcua from "node-opcua";

const { DataType, Variant, VariantArrayType } = opcua;
const [port, pki, items, extra, capabilities] = process.argv.slice(2);
const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const server = new opcua.OPCUAServer({
  port: Number(port),
  hostname: "localhost",
  alternateHostname: ["127.0.0.1", "localhost"],
  serverInfo: { applicationUri: "urn:machine:server", productUri: "urn:machine" },
  serverCertificateManager: certificates,
  securityPolicies: [opcua.SecurityPolicy.None, opcua.SecurityPolicy.Basic256Sha256],
  securityModes: [opcua.MessageSecurityMode.None, opcua.MessageSecurityMode.SignAndEncrypt],
  allowAnonymous: true,
  serverCapabilities: JSON.parse(capabilities || "{}"),
});
await server.initialize();
const addressSpace = server.engine.addressSpace;
if (extra) addressSpace.registerNamespace("urn:in-between");
const space = addressSpace.registerNamespace("urn:machine");
const machine = space.addObject({ browseName: "Machine", nodeId: "s=Machine", organizedBy: addressSpace.rootFolder.objects });
const add = (name, dataType, value, more = {}) =>
  space.addVariable({ browseName: name, nodeId: `s=${name}`, componentOf: machine, dataType, minimumSamplingInterval: 20, value: { dataType, value }, ...more });
const readOnly = { accessLevel: "CurrentRead", userAccessLevel: "CurrentRead" };

const all = space.addObject({ browseName: "Items", nodeId: "s=Items", organizedBy: machine });
for (let i = 0; i < Number(items); i++)
  space.addVariable({ browseName: `Item${i}`, nodeId: `s=Item/${i}`, componentOf: all, dataType: DataType.Double, minimumSamplingInterval: 100, value: { dataType: DataType.Double, value: i } });
const counter = add("Counter", DataType.UInt32, 0);
add("Static", DataType.Double, 42.5);
add("Setpoint", DataType.Float, 1.5);
add("Limit", DataType.Int16, 7);
add("Name", DataType.String, "press3");
add("Locked", DataType.Double, 1, readOnly);
space.addVariable({
  browseName: "Times", nodeId: "s=Times", componentOf: machine, dataType: DataType.Int32, valueRank: 1, minimumSamplingInterval: 20,
  value: new Variant({ dataType: DataType.Int32, arrayType: VariantArrayType.Array, value: [10, 20, 30] }),
});
space.addAnalogDataItem({
  browseName: "Speed", nodeId: "s=Speed", componentOf: machine, dataType: DataType.Double,
  engineeringUnitsRange: { low: 0, high: 3000 }, engineeringUnits: opcua.standardUnits.degree_celsius, value: { dataType: DataType.Double, value: 1480 },
});
space.addMultiStateDiscrete({ browseName: "Mode", nodeId: "s=Mode", componentOf: machine, enumStrings: ["Idle", "Running", "Fault"], value: 1 });

const recorded = add("Recorded", DataType.UInt32, 0, readOnly);
addressSpace.installHistoricalDataNode(recorded, { maxOnlineValues: 20000 });

let count = 0;
setInterval(() => {
  counter.setValueFromSource({ dataType: DataType.UInt32, value: ++count });
  recorded.setValueFromSource({ dataType: DataType.UInt32, value: count });
}, 50);
await server.start();
console.log("listening");
