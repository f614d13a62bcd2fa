// A client by node-opcua on a plant that Millwright publishes: ENDPOINT PKI_FOLDER USER PASSWORD COMMAND [policy]. Prints lines of JSON.
import opcua from "node-opcua";

const { AttributeIds, DataType, TimestampsToReturn, UserTokenType } = opcua;
const [endpoint, pki, user, password, command, policy = "Basic256Sha256"] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line, (_, v) => (typeof v === "bigint" ? v.toString() : v)));
const machine = "ns=2;s=line/machine";

const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const client = opcua.OPCUAClient.create({
  endpointMustExist: false,
  applicationName: "line-monitor",
  securityPolicy: opcua.SecurityPolicy[policy],
  securityMode: opcua.MessageSecurityMode[policy === "None" ? "None" : "SignAndEncrypt"],
  clientCertificateManager: certificates,
  connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 500 },
});

const commands = {
  async session(session) {
    say({ connected: true, namespaces: await session.readNamespaceArray() });
  },

  async browse(session) {
    const found = [];
    const visit = async (id, path, depth) => {
      const result = await session.browse({ nodeId: id, referenceTypeId: "HierarchicalReferences", includeSubtypes: true, browseDirection: opcua.BrowseDirection.Forward, resultMask: 63 });
      for (const reference of result.references) {
        if (reference.nodeId.namespace !== 2) continue;
        const below = `${path}/${reference.browseName.name}`;
        found.push(`${below} ${opcua.NodeClass[reference.nodeClass]} ${reference.nodeId}`);
        if (depth > 0) await visit(reference.nodeId, below, depth - 1);
      }
    };
    await visit("i=85", "", 8);
    const machines = await session.browse({ nodeId: (await session.translateBrowsePath(opcua.makeBrowsePath("i=85", `/${await machineryIndex(session)}:Machines`))).targets[0].targetId, referenceTypeId: "Organizes", includeSubtypes: true, browseDirection: opcua.BrowseDirection.Forward, resultMask: 63 });
    say({ found, machines: machines.references.map((r) => r.browseName.name) });
  },

  async read(session) {
    const value = await session.read({ nodeId: `${machine}/temperature`, attributeId: AttributeIds.Value });
    const unit = await session.read({ nodeId: `${machine}/temperature/EngineeringUnits`, attributeId: AttributeIds.Value });
    const range = await session.read({ nodeId: `${machine}/temperature/EURange`, attributeId: AttributeIds.Value });
    const description = await session.read({ nodeId: `${machine}/temperature`, attributeId: AttributeIds.Description });
    const level = await session.read({ nodeId: `${machine}/#EquipmentLevel`, attributeId: AttributeIds.Value });
    const access = await session.read([AttributeIds.AccessLevel, AttributeIds.UserAccessLevel].map((attributeId) => ({ nodeId: `${machine}/setpoint`, attributeId })));
    say({
      type: DataType[value.value.dataType], value: value.value.value, status: value.statusCode.name, source: value.sourceTimestamp !== null, server: value.serverTimestamp !== null,
      unit: unit.value.value.unitId, symbol: unit.value.value.displayName.text, low: range.value.value.low, high: range.value.value.high, description: description.value.value.text, level: level.value.value,
      access: access.map((a) => a.value.value),
    });
  },

  async subscribe(session) {
    const subscription = await session.createSubscription2({ requestedPublishingInterval: 100, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 10, publishingEnabled: true });
    const values = [];
    const item = await subscription.monitor({ nodeId: `${machine}/temperature`, attributeId: AttributeIds.Value }, { samplingInterval: 0, queueSize: 10, discardOldest: true }, TimestampsToReturn.Both);
    item.on("changed", (value) => {
      values.push(value.value.value);
      say({ changed: value.value.value, status: value.statusCode.name });
    });
    const filter = opcua.constructEventFilter(["EventType", "Changes"]);
    const events = await subscription.monitor({ nodeId: "i=2253", attributeId: AttributeIds.EventNotifier }, { samplingInterval: 0, queueSize: 10, discardOldest: true, filter }, TimestampsToReturn.Both);
    events.on("changed", (event) => say({ model: (event[1]?.value ?? []).map((c) => `${c.affected ?? c.extensionObject?.affected} ${c.verb}`) }));
    client.on("connection_lost", () => say({ event: "connection lost" }));
    await until(() => values.length > 0);
    say({ subscribed: true });
    await new Promise(() => {});
  },

  // Hears what happens at the plant, refreshes what stands, acknowledges what is active, and calls the command "start" of line/press.
  async alarms(session) {
    const subscription = await session.createSubscription2({ requestedPublishingInterval: 100, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 10, publishingEnabled: true });
    const names = ["EventId", "EventType", "SourceName", "SourceNode", "Message", "Severity", "ConditionName", "Retain", "ActiveState.Id", "AckedState.Id", "Comment"];
    const filter = opcua.constructEventFilter(names);
    filter.selectClauses.push(new opcua.SimpleAttributeOperand({ typeDefinitionId: "i=2782", browsePath: [], attributeId: AttributeIds.NodeId }));
    const heard = [];
    const monitor = async (nodeId, from) => {
      const item = await subscription.monitor({ nodeId, attributeId: AttributeIds.EventNotifier }, { samplingInterval: 0, queueSize: 100, discardOldest: true, filter }, TimestampsToReturn.Both);
      item.on("changed", (fields) => {
        const event = { from, id: fields[0].value, type: String(fields[1].value), source: fields[2].value, node: String(fields[3].value), message: fields[4].value?.text, severity: fields[5].value, name: fields[6]?.value, retain: fields[7]?.value, active: fields[8]?.value, acked: fields[9]?.value, comment: fields[10]?.value?.text, condition: fields[11]?.value };
        heard.push(event);
        say({ ...event, id: undefined, condition: event.condition && String(event.condition) });
      });
    };
    await monitor("i=2253", "server");
    await monitor("ns=2;s=line/press/", "asset");
    say({ listening: true });
    const refresh = await session.call({ objectId: "i=2782", methodId: "i=3875", inputArguments: [{ dataType: DataType.UInt32, value: subscription.subscriptionId }] });
    say({ refresh: refresh.statusCode.name });
    const newest = (wanted) => heard.findLast((e) => e.from === "asset" && e.name === "High" && wanted(e));
    await until(() => newest((e) => e.active && !e.acked));
    const alarm = newest((e) => e.active && !e.acked);
    const acknowledge = (id) => session.call({
      objectId: alarm.condition, methodId: "i=9111",
      inputArguments: [{ dataType: DataType.ByteString, value: id }, { dataType: DataType.LocalizedText, value: { text: "seen by the monitor" } }],
    });
    say({ wrong: (await acknowledge(Buffer.from("0123456789abcdef"))).statusCode.name, acknowledge: (await acknowledge(alarm.id)).statusCode.name });
    await until(() => newest((e) => e.acked && e.comment === "seen by the monitor"));
    const start = await session.call({
      objectId: "ns=2;s=line/press/", methodId: "ns=2;s=line/press/#Command/start",
      inputArguments: [{ dataType: DataType.Double, value: 10 }, { dataType: DataType.String, value: "oak" }, { dataType: DataType.String, value: "by the monitor" }],
    });
    say({ start: start.statusCode.name, answer: start.outputArguments?.[0]?.value });
    await until(() => heard.some((e) => e.from === "server" && e.message === "door opened"));
    say({ done: true });
  },

  async history(session) {
    const end = new Date();
    const start = new Date(end.getTime() - 600000);
    const all = (await session.readHistoryValue(`${machine}/temperature`, start, end, { numValuesPerNode: 1000 })).historyData.dataValues;
    // Bounds are asked for, too: the one at an end without a sample says BadBoundNotFound.
    const newest = (await session.readHistoryValue(`${machine}/temperature`, end, start, { numValuesPerNode: 3 })).historyData.dataValues;
    const times = all.map((v) => v.sourceTimestamp.getTime());
    const aggregate = async (fn, interval) => (await session.readAggregateValue({ nodeId: `${machine}/temperature` }, start, end, fn, interval)).historyData.dataValues;
    const [average] = await aggregate(opcua.AggregateFunction.Average, 600000);
    const counts = await aggregate(opcua.AggregateFunction.Count, 60000);
    const offered = await session.browse({ nodeId: "i=11201", referenceTypeId: "Organizes", includeSubtypes: true, browseDirection: opcua.BrowseDirection.Forward, resultMask: 63 });
    const refused = await session.readAggregateValue({ nodeId: `${machine}/temperature` }, start, end, opcua.AggregateFunction.MinimumActualTime, 600000);
    say({ average: average.value.value, averageStatus: average.statusCode.name, counts: counts.length, counted: counts.reduce((sum, c) => sum + (c.value.value ?? 0), 0), offered: offered.references.map((r) => r.browseName.name), refused: refused.statusCode.name, count: all.length, rising: times.every((t, i) => i === 0 || t >= times[i - 1]), newest: newest.length, falling: newest.every((v, i) => i === 0 || v.sourceTimestamp <= newest[i - 1].sourceTimestamp), value: newest.find((v) => v.statusCode.isGood())?.value.value, first: all.slice(0, 3).map(String), last: newest.map(String) });
  },

  async write(session) {
    const write = async (tag, dataType, value) => (await session.write({ nodeId: `${machine}/${tag}`, attributeId: AttributeIds.Value, value: { value: { dataType, value } } })).name;
    const within = await write("setpoint", DataType.Double, 55);
    const beyond = await write("setpoint", DataType.Double, 61);
    const wrongType = await write("setpoint", DataType.String, "55");
    const readOnly = await write("temperature", DataType.Double, 1);
    const unknown = await write("nothing", DataType.Double, 1);
    const trigger = await session.call({ objectId: `${machine}/`, methodId: `${machine}/reset#Trigger`, inputArguments: [{ dataType: DataType.String, value: "end of shift" }] });
    say({ within, beyond, wrongType, readOnly, unknown, trigger: trigger.statusCode.name });
  },
};

async function machineryIndex(session) {
  return (await session.readNamespaceArray()).indexOf("http://opcfoundation.org/UA/Machinery/");
}

async function until(condition) {
  for (let i = 0; i < 3000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!condition()) throw new Error("nothing came");
}

try {
  await client.connect(endpoint);
  const session = await client.createSession(user === "-" ? undefined : { type: UserTokenType.UserName, userName: user, password });
  await commands[command](session);
  await session.close();
  await client.disconnect();
  process.exit(0);
} catch (error) {
  say({ failed: String(error.message || error.stack || error) });
  process.exit(1);
}
