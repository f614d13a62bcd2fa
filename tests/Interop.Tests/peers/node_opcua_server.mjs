// An OPC UA server by node-opcua: PORT PKI_FOLDER [extra-namespace]. Prints "listening" when it serves.
// Nodes of namespace urn:interop: each built-in type as s=<Type> and s=<Type>Array (writable), s=Counter (a new value every 50 ms, each of them reported at SamplingInterval 0),
// s=History, s=Items/<0..999>, the method s=Add on s=Machine, and an event every 100 ms.
import opcua from "node-opcua";

const { DataType, Variant, VariantArrayType, StatusCodes } = opcua;
const [port, pki, extra] = process.argv.slice(2);
const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const users = new opcua.OPCUACertificateManager({ rootFolder: pki + "-users", automaticallyAcceptUnknownCertificate: true });
await users.initialize();

const server = new opcua.OPCUAServer({
  port: Number(port),
  hostname: "localhost",
  alternateHostname: ["127.0.0.1", "localhost"],
  serverInfo: { applicationUri: "urn:interop:server", productUri: "urn:interop" },
  serverCertificateManager: certificates,
  userCertificateManager: users,
  securityPolicies: [
    opcua.SecurityPolicy.None, opcua.SecurityPolicy.Basic256Sha256,
    opcua.SecurityPolicy.Aes128_Sha256_RsaOaep, opcua.SecurityPolicy.Aes256_Sha256_RsaPss,
  ],
  securityModes: [opcua.MessageSecurityMode.None, opcua.MessageSecurityMode.Sign, opcua.MessageSecurityMode.SignAndEncrypt],
  allowAnonymous: true,
  userManager: { isValidUser: (name, password) => name === "operator" && password === "sécret" },
  serverCapabilities: {
    operationLimits: { maxNodesPerRead: 400, maxNodesPerBrowse: 50, maxNodesPerWrite: 300, maxMonitoredItemsPerCall: 250 },
    maxBrowseContinuationPoints: 10,
    minSupportedSampleRate: 0,
  },
});
await server.initialize();
const addressSpace = server.engine.addressSpace;
if (extra) addressSpace.registerNamespace("urn:in-between");
const space = addressSpace.registerNamespace("urn:interop");
const machine = space.addObject({ browseName: "Machine", nodeId: "s=Machine", organizedBy: addressSpace.rootFolder.objects, eventNotifier: 1 });

const scalars = {
  Boolean: true, SByte: -100, Byte: 200, Int16: -30000, UInt16: 60000, Int32: -2000000000, UInt32: 4000000000,
  Int64: [0xffffffff, 0xfffffff0], UInt64: [0x10, 0x20], Float: 1.5, Double: -2.25e100, String: "Grüße, 世界", DateTime: new Date("2026-03-09T10:11:12.345Z"),
  Guid: "72962B91-FA75-4AE6-8D28-B404DC7DAF63", ByteString: Buffer.from([1, 2, 3, 0, 255]), NodeId: opcua.coerceNodeId("ns=1;s=abc"),
  StatusCode: StatusCodes.BadDeviceFailure, QualifiedName: { namespaceIndex: 1, name: "Name" }, LocalizedText: { locale: "de", text: "Öl" },
};
for (const [type, value] of Object.entries(scalars)) {
  const dataType = DataType[type];
  space.addVariable({ browseName: type, nodeId: `s=${type}`, componentOf: machine, dataType, minimumSamplingInterval: 20, value: { dataType, arrayType: VariantArrayType.Scalar, value } });
  space.addVariable({
    browseName: `${type}Array`, nodeId: `s=${type}Array`, componentOf: machine, dataType, valueRank: 1, minimumSamplingInterval: 20,
    value: new Variant({ dataType, arrayType: VariantArrayType.Array, value: [value, value, value] }),
  });
}
space.addVariable({
  browseName: "Matrix", nodeId: "s=Matrix", componentOf: machine, dataType: DataType.Double, valueRank: 2, arrayDimensions: [2, 3],
  value: new Variant({ dataType: DataType.Double, arrayType: VariantArrayType.Matrix, dimensions: [2, 3], value: new Float64Array([1, 2, 3, 4, 5, 6]) }),
});
space.addVariable({ browseName: "ReadOnly", nodeId: "s=ReadOnly", componentOf: machine, dataType: DataType.Double, accessLevel: "CurrentRead", userAccessLevel: "CurrentRead", value: { dataType: DataType.Double, value: 1 } });

let count = 0;
const counter = space.addVariable({ browseName: "Counter", nodeId: "s=Counter", componentOf: machine, dataType: DataType.UInt32, minimumSamplingInterval: 0, value: { dataType: DataType.UInt32, value: 0 } });
const items = space.addObject({ browseName: "Items", nodeId: "s=Items", organizedBy: machine });
const many = [];
for (let i = 0; i < 1000; i++)
  many.push(space.addVariable({ browseName: `Item${i}`, nodeId: `s=Items/${i}`, componentOf: items, dataType: DataType.Double, minimumSamplingInterval: 20, value: { dataType: DataType.Double, value: i } }));

const history = space.addVariable({ browseName: "History", nodeId: "s=History", componentOf: machine, dataType: DataType.Double, value: { dataType: DataType.Double, value: 0 } });
addressSpace.installHistoricalDataNode(history, { maxOnlineValues: 5000 });
for (let i = 0; i < 1000; i++) {
  history.setValueFromSource({ dataType: DataType.Double, value: i }, StatusCodes.Good, new Date(Date.UTC(2026, 0, 1, 0, 0, i)));
}

const add = space.addMethod(machine, {
  browseName: "Add", nodeId: "s=Add",
  inputArguments: [{ name: "a", dataType: DataType.Int32 }, { name: "b", dataType: DataType.Int32 }],
  outputArguments: [{ name: "sum", dataType: DataType.Int32 }],
});
add.bindMethod((inputs, _context, done) => done(null, {
  statusCode: StatusCodes.Good,
  outputArguments: [{ dataType: DataType.Int32, value: inputs[0].value + inputs[1].value }],
}));

const type = space.addEventType({ browseName: "StrokeEvent", subtypeOf: "BaseEventType" });
setInterval(() => counter.setValueFromSource({ dataType: DataType.UInt32, value: ++count }), 50);
setInterval(() => machine.raiseEvent(type, { message: { dataType: DataType.LocalizedText, value: { text: `stroke ${count}` } }, severity: { dataType: DataType.UInt16, value: 300 } }), 100);
setInterval(() => { for (let i = 0; i < 100; i++) many[i].setValueFromSource({ dataType: DataType.Double, value: count + i }); }, 200);

await server.start();
console.log("listening");
process.on("SIGINT", async () => { await server.shutdown(50); process.exit(0); });
