// An OPC UA client by node-opcua: ENDPOINT PKI_FOLDER COMMAND,COMMAND,... [arguments]. Prints a line of JSON for each command, with its
// result or error, and ends; "watch" prints lines as it goes on.
import opcua from "node-opcua";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const { AttributeIds, DataType, TimestampsToReturn, UserTokenType } = opcua;
const [endpoint, pki, wanted, ...rest] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line, (_, v) => (typeof v === "bigint" ? v.toString() : v)));
const option = (name, otherwise) => rest.find((r) => r.startsWith(name + "="))?.slice(name.length + 1) ?? otherwise;

const certificates = new opcua.OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();

async function connect(user, password) {
  const client = opcua.OPCUAClient.create({
    endpointMustExist: false,
    applicationName: "interop",
    securityPolicy: opcua.SecurityPolicy[option("policy", "None")],
    securityMode: opcua.MessageSecurityMode[option("mode", "None")],
    clientCertificateManager: certificates,
    connectionStrategy: { maxRetry: 1000, initialDelay: 100, maxDelay: 500 },
    keepSessionAlive: true,
    requestedSessionTimeout: 30000,
  });
  await client.connect(endpoint);
  try {
    const session = await client.createSession(user ? { type: UserTokenType.UserName, userName: user, password } : undefined);
    return { client, session };
  } catch (fault) {
    await client.disconnect();
    throw fault;
  }
}

const commands = {
  async logins() {
    const found = {};
    for (const [name, user, password] of [["anonymous"], ["operator", "operator", "sécret"], ["wrong", "operator", "wrong"]]) {
      try {
        const { client, session } = await connect(user, password);
        const status = (await session.read({ nodeId: "i=2256", attributeId: AttributeIds.Value })).value.value;
        found[name] = `${opcua.ServerState[status.state]} ${status.buildInfo.productName}`;
        await session.close();
        await client.disconnect();
      } catch (fault) {
        found[name] = String(fault.message).split("\n")[0];
      }
    }
    return found;
  },

  async endpoints(client) {
    const endpoints = await client.getEndpoints();
    return endpoints.map((e) => `${e.securityPolicyUri.split("#")[1]} ${opcua.MessageSecurityMode[e.securityMode]} ${e.userIdentityTokens.map((t) => UserTokenType[t.tokenType]).join("+")}`);
  },

  // Every reference from the root on, every attribute of every node, and each node of namespace 0 against the standard's own list.
  async space(client, session) {
    const standard = standardNodes();
    const seen = new Map();
    const queue = [opcua.coerceNodeId("i=84")];
    const faults = [];
    let references = 0;
    while (queue.length > 0) {
      const batch = queue.splice(0, 50).filter((id) => !seen.has(id.toString()));
      if (batch.length === 0) continue;
      batch.forEach((id) => seen.set(id.toString(), true));
      let results = await session.browse(batch.map((nodeId) => ({ nodeId, browseDirection: opcua.BrowseDirection.Forward, includeSubtypes: true, resultMask: 63 })));
      for (let i = 0; i < results.length; i++) {
        let result = results[i];
        if (result.statusCode.isNotGood()) faults.push(`browse ${batch[i]} ${result.statusCode}`);
        while (result) {
          for (const reference of result.references ?? []) {
            references++;
            if (!seen.has(reference.nodeId.toString())) queue.push(reference.nodeId);
            check(standard, reference, faults);
          }
          result = result.continuationPoint ? await session.browseNext(result.continuationPoint, false) : null;
        }
      }
    }
    let values = 0;
    for (const id of seen.keys()) {
      const attributes = Array.from({ length: 27 }, (_, i) => ({ nodeId: id, attributeId: i + 1 }));
      for (const value of await session.read(attributes)) {
        if (value.statusCode.isGood()) values++;
        else if (!["BadAttributeIdInvalid", "BadWaitingForInitialData", "BadNotReadable", "BadUserAccessDenied"].includes(value.statusCode.name)) faults.push(`read ${id} ${value.statusCode.name}`);
      }
    }
    return { nodes: seen.size, references, values, faults };
  },

  async types(client, session) {
    const found = {};
    for (const id of rest.filter((r) => r.startsWith("ns="))) {
      const value = await session.read({ nodeId: id, attributeId: AttributeIds.Value });
      const v = value.value;
      found[id.split("=").pop()] = `${DataType[v.dataType]} ${opcua.VariantArrayType[v.arrayType]} ${text(v.value)}${v.dimensions ? " " + v.dimensions : ""}`;
    }
    return found;
  },

  async write(client, session) {
    const results = {};
    for (const [name, dataType, value] of [
      ["Double", DataType.Double, -1.25], ["Int32", DataType.Int32, -7], ["String", DataType.String, "Grüße"], ["Boolean", DataType.Boolean, false],
      ["DateTime", DataType.DateTime, new Date("2026-03-09T10:11:12.345Z")], ["ReadOnly", DataType.Double, 1], ["Double", DataType.String, "x"],
    ]) {
      const status = await session.write({ nodeId: `ns=1;s=${name}`, attributeId: AttributeIds.Value, value: { value: { dataType, value } } });
      const back = await session.read({ nodeId: `ns=1;s=${name}`, attributeId: AttributeIds.Value });
      results[`${name} ${DataType[dataType]}`] = `${status.name} ${text(back.value.value)}`;
    }
    const array = await session.write({ nodeId: "ns=1;s=DoubleArray", attributeId: AttributeIds.Value, value: { value: { dataType: DataType.Double, arrayType: opcua.VariantArrayType.Array, value: new Float64Array([9, 8]) } } });
    results.array = `${array.name} ${text((await session.read({ nodeId: "ns=1;s=DoubleArray", attributeId: AttributeIds.Value })).value.value)}`;
    return results;
  },

  async subscribe(client, session) {
    const subscription = await session.createSubscription2({ requestedPublishingInterval: 50, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 10, publishingEnabled: true });
    const plain = [];
    const deadband = [];
    const item = await subscription.monitor({ nodeId: "ns=1;s=Ramp", attributeId: AttributeIds.Value }, { samplingInterval: 20, queueSize: 100, discardOldest: true }, TimestampsToReturn.Both);
    item.on("changed", (value) => plain.push(value.value.value));
    const coarse = await subscription.monitor({ nodeId: "ns=1;s=Ramp", attributeId: AttributeIds.Value },
      { samplingInterval: 20, queueSize: 100, discardOldest: true, filter: new opcua.DataChangeFilter({ trigger: opcua.DataChangeTrigger.StatusValue, deadbandType: opcua.DeadbandType.Absolute, deadbandValue: 9.5 }) }, TimestampsToReturn.Both);
    coarse.on("changed", (value) => deadband.push(value.value.value));
    await until(() => plain.length >= 40 && deadband.length >= 4);
    const monitored = await session.call({ objectId: "i=2253", methodId: "i=11492", inputArguments: [{ dataType: DataType.UInt32, value: subscription.subscriptionId }] });
    await subscription.terminate();
    return { increasing: plain.every((v, i) => i === 0 || v > plain[i - 1]), coarse: deadband.every((v, i) => i === 0 || v - deadband[i - 1] > 9.5), items: monitored.outputArguments[0].value.length };
  },

  async events(client, session) {
    const subscription = await session.createSubscription2({ requestedPublishingInterval: 50, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 10, publishingEnabled: true });
    const heard = [];
    const fields = ["EventType", "SourceName", "Message", "Severity", "Time", "Batch"];
    const filter = opcua.constructEventFilter(fields, opcua.ofType("SystemEventType"));
    const item = await subscription.monitor({ nodeId: "i=2253", attributeId: AttributeIds.EventNotifier }, { samplingInterval: 0, queueSize: 100, discardOldest: true, filter }, TimestampsToReturn.Both);
    item.on("changed", (event) => heard.push(event.map((v) => text(v.value))));
    await until(() => heard.length >= 2);
    await subscription.terminate();
    return heard[0].slice(0, 4).concat(heard[0][5]);
  },

  async history(client, session) {
    const start = new Date("2026-03-09T10:00:00Z");
    const result = await session.readHistoryValue("ns=1;s=History", start, new Date(start.getTime() + 3600000), { numValuesPerNode: 0 });
    const values = result.historyData.dataValues;
    return { status: result.statusCode.name, count: values.length, first: values[0].value.value, more: result.continuationPoint !== null && result.continuationPoint !== undefined && result.continuationPoint.length > 0 };
  },

  async method(client, session) {
    const call = (inputs) => session.call({ objectId: "ns=1;s=Machine", methodId: "ns=1;s=Add", inputArguments: inputs });
    const good = await call([{ dataType: DataType.Double, value: 2 }, { dataType: DataType.Double, value: 3 }]);
    const wrong = await call([{ dataType: DataType.Double, value: 2 }, { dataType: DataType.String, value: "3" }]);
    const definition = await session.getArgumentDefinition("ns=1;s=Add");
    return { sum: good.outputArguments[0].value, wrong: wrong.statusCode.name, inputs: definition.inputArguments.map((a) => a.name) };
  },

  async structure(client, session) {
    const value = await session.read({ nodeId: "ns=1;s=Order", attributeId: AttributeIds.Value });
    const manager = await opcua.getExtraDataTypeManager(session);
    await opcua.resolveDynamicExtensionObject(session, value.value, manager);
    const order = value.value.value;
    return { name: order.constructor.name, order: order.toJSON ? order.toJSON() : order };
  },

  async watch(client, session) {
    client.on("connection_lost", () => say("lost"));
    client.on("connection_reestablished", () => say("back"));
    const subscription = await session.createSubscription2({ requestedPublishingInterval: 100, requestedLifetimeCount: 100, requestedMaxKeepAliveCount: 5, publishingEnabled: true });
    const item = await subscription.monitor({ nodeId: "ns=1;s=Ramp", attributeId: AttributeIds.Value }, { samplingInterval: 50, queueSize: 10, discardOldest: true }, TimestampsToReturn.Both);
    let count = 0;
    item.on("changed", () => { if (++count % 20 === 0) say({ values: count }); });
    await new Promise(() => {});
  },
};

function check(standard, reference, faults) {
  const id = reference.nodeId;
  if (id.namespace !== 0 || id.identifierType !== opcua.NodeIdType.NUMERIC) return;
  const known = standard.get(id.value);
  if (!known) faults.push(`${id} ${reference.browseName} is not in the standard`);
  else if (known.name !== reference.browseName.name || known.nodeClass !== opcua.NodeClass[reference.nodeClass]) faults.push(`${id} is ${known.nodeClass} ${known.name}, not ${opcua.NodeClass[reference.nodeClass]} ${reference.browseName.name}`);
}

function standardNodes() {
  const folder = path.dirname(createRequire(import.meta.url).resolve("node-opcua-nodesets/package.json"));
  const text = fs.readFileSync(path.join(folder, "nodesets", "Opc.Ua.NodeSet2.xml"), "utf8");
  const nodes = new Map();
  for (const [, nodeClass, attributes] of text.matchAll(/<UA(Object|Variable|Method|ObjectType|VariableType|ReferenceType|DataType|View) ([^>]*)>/g)) {
    const id = /NodeId="i=(\d+)"/.exec(attributes);
    const name = /BrowseName="(?:\d+:)?([^"]*)"/.exec(attributes);
    if (id && name) nodes.set(Number(id[1]), { nodeClass, name: name[1].replaceAll("&lt;", "<").replaceAll("&gt;", ">") });
  }
  return nodes;
}

function text(value) {
  if (value === null || value === undefined) return "null";
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.length === 2 && value.every((v) => typeof v === "number" && v > 0xffff)) return value.join("/");
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "[" + Array.from(value, text).join(",") + "]";
  if (value.text !== undefined) return String(value.text);
  return String(value);
}

async function until(condition) {
  for (let i = 0; i < 2000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!condition()) throw new Error("nothing came");
}

const names = wanted.split(",");
const { client, session } = names.every((name) => name === "logins") ? {} : await connect();
let failed = false;
for (const command of names) {
  try {
    say({ command, result: await commands[command](client, session) });
  } catch (fault) {
    failed = true;
    say({ command, error: String(fault.message ?? fault).split("\n")[0] });
  }
}
await session?.close();
await client?.disconnect();
process.exit(failed ? 1 : 0);
