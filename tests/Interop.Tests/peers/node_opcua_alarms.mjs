// An OPC UA server by node-opcua with an alarm, history with aggregates and a level to write: PORT PKI_FOLDER. Prints "listening" when it serves.
// Nodes of namespace urn:interop: s=Level (writable, 0.5; above 0.8 the alarm s=LevelAlarm is active), s=History (1,000 values from 2026-01-01, one each second).
import opcua from "node-opcua";

const { DataType, StatusCodes } = opcua;
const [port, pki] = process.argv.slice(2);
const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const server = new opcua.OPCUAServer({
  port: Number(port),
  hostname: "localhost",
  alternateHostname: ["127.0.0.1", "localhost"],
  serverInfo: { applicationUri: "urn:interop:server", productUri: "urn:interop" },
  serverCertificateManager: certificates,
  allowAnonymous: true,
});
await server.initialize();
const addressSpace = server.engine.addressSpace;
addressSpace.installAlarmsAndConditionsService();
const space = addressSpace.registerNamespace("urn:interop");
const tank = space.addObject({
  browseName: "Tank", nodeId: "s=Tank", organizedBy: addressSpace.rootFolder.objects, eventNotifier: 1, notifierOf: addressSpace.rootFolder.objects.server,
});
const level = space.addVariable({
  browseName: "Level", nodeId: "s=Level", componentOf: tank, eventSourceOf: tank, dataType: DataType.Double, value: { dataType: DataType.Double, value: 0.5 },
});
space.instantiateExclusiveLimitAlarm("ExclusiveLimitAlarmType", {
  browseName: "LevelAlarm", nodeId: "s=LevelAlarm", componentOf: tank, conditionName: "LevelAlarm", conditionSource: level, inputNode: level,
  highHighLimit: 0.9, highLimit: 0.8, lowLimit: 0.2, lowLowLimit: 0.1, optionals: ["ConfirmedState", "Confirm", "ShelvingState"],
});

const history = space.addVariable({ browseName: "History", nodeId: "s=History", componentOf: tank, dataType: DataType.Double, value: { dataType: DataType.Double, value: 0 } });
opcua.addAggregateSupport(addressSpace);
addressSpace.installHistoricalDataNode(history, { maxOnlineValues: 5000 });
opcua.installAggregateConfigurationOptions(history, { treatUncertainAsBad: false, useSlopedExtrapolation: false, percentDataBad: 100, percentDataGood: 100, stepped: false });
for (let i = 0; i < 1000; i++) {
  history.setValueFromSource({ dataType: DataType.Double, value: i }, StatusCodes.Good, new Date(Date.UTC(2026, 0, 1, 0, 0, i)));
}

await server.start();
console.log("listening");
process.on("SIGINT", async () => { await server.shutdown(50); process.exit(0); });
