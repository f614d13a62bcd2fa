// A machine that raises events and alarms, by node-opcua: PORT PKI_FOLDER TEMPERATURE. Prints "listening" when it serves.
// Namespace urn:machine: s=Press (object, event source), s=Temperature (Double, writable; above 80 s=High is active), s=High (exclusive limit
// alarm), s=Raise (String, writable: raises a plain event of severity 200 with that message), s=Mode (UInt16, writable),
// s=Start (method: speed Double, recipe String -> batch Int32; refuses a speed above 100).
import opcua from "node-opcua";

const { DataType, StatusCodes } = opcua;
const [port, pki, temperature] = process.argv.slice(2);
const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const server = new opcua.OPCUAServer({
  port: Number(port),
  hostname: "localhost",
  alternateHostname: ["127.0.0.1", "localhost"],
  serverInfo: { applicationUri: "urn:machine:server", productUri: "urn:machine" },
  serverCertificateManager: certificates,
  securityPolicies: [opcua.SecurityPolicy.None],
  securityModes: [opcua.MessageSecurityMode.None],
  allowAnonymous: true,
});
await server.initialize();
const addressSpace = server.engine.addressSpace;
// Without it neither refresh nor acknowledge are bound.
addressSpace.installAlarmsAndConditionsService();
const space = addressSpace.registerNamespace("urn:machine");
const press = space.addObject({
  browseName: "Press", nodeId: "s=Press", organizedBy: addressSpace.rootFolder.objects, notifierOf: addressSpace.rootFolder.objects.server, eventNotifier: 1,
});
const add = (name, dataType, value) =>
  space.addVariable({ browseName: name, nodeId: `s=${name}`, componentOf: press, dataType, minimumSamplingInterval: 20, value: { dataType, value } });
const heat = space.addAnalogDataItem({
  browseName: "Temperature", nodeId: "s=Temperature", componentOf: press, eventSourceOf: press, dataType: DataType.Double,
  engineeringUnitsRange: { low: 0, high: 200 }, engineeringUnits: opcua.standardUnits.degree_celsius, value: { dataType: DataType.Double, value: 20 },
});
add("Mode", DataType.UInt16, 0);
const raise = add("Raise", DataType.String, "");
raise.on("value_changed", (value) => {
  if (value.value.value)
    press.raiseEvent("BaseEventType", { message: { dataType: DataType.LocalizedText, value: { text: value.value.value } }, severity: { dataType: DataType.UInt16, value: 200 } });
});
const alarm = space.instantiateExclusiveLimitAlarm("ExclusiveLimitAlarmType", {
  browseName: "High", nodeId: "s=High", conditionName: "High", componentOf: press, conditionSource: heat, inputNode: heat, highLimit: 80, lowLimit: -100, optionals: ["ConfirmedState", "Confirm"],
});
alarm.setEnabledState(true);
const start = space.addMethod(press, {
  browseName: "Start", nodeId: "s=Start",
  inputArguments: [{ name: "speed", dataType: DataType.Double, description: "in 1/min" }, { name: "recipe", dataType: DataType.String, description: "its name" }],
  outputArguments: [{ name: "batch", dataType: DataType.Int32, description: "its number" }],
});
let batch = 0;
start.bindMethod(async (inputs, _) =>
  inputs[0].value > 100
    ? { statusCode: StatusCodes.BadInvalidArgument, outputArguments: [] }
    : { statusCode: StatusCodes.Good, outputArguments: [{ dataType: DataType.Int32, value: ++batch * 100 + inputs[1].value.length }] });
await server.start();
heat.setValueFromSource({ dataType: DataType.Double, value: Number(temperature) });
console.log("listening");
