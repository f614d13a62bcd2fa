// node-opcua's client for ./bench opcua: FOLDER_WITH_NODE_MODULES URL read NODES SECONDS | subscribe ITEMS SECONDS | browse 1 SECONDS. One line of JSON when
// warmed up ({"begin":true}), one at the end.
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, url, verb, count, seconds] = process.argv.slice(2);
const opcua = createRequire(join(modules, "package.json"))("node-opcua");
const { AttributeIds, TimestampsToReturn } = opcua;
const client = opcua.OPCUAClient.create({
  endpointMustExist: false, securityMode: opcua.MessageSecurityMode.None, securityPolicy: opcua.SecurityPolicy.None,
  connectionStrategy: { maxRetry: 3 }, transportTimeout: 60000, requestedSessionTimeout: 60000,
});
await client.connect(url);
const session = await client.createSession();
const say = (what) => console.log(JSON.stringify(what));
const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
const now = () => Number(process.hrtime.bigint()) / 1e9;

if (verb === "read") {
  const nodes = Array.from({ length: Number(count) }, (_, n) => ({ nodeId: `ns=1;i=${1000000 + n}`, attributeId: AttributeIds.Value }));
  const loop = async (until) => {
    let requests = 0;
    while (now() < until) {
      const values = await session.read(nodes);
      if (values.length !== nodes.length || !values[0].statusCode.isGood()) throw new Error("a read failed");
      requests++;
    }
    return requests;
  };
  await loop(now() + 1.5);
  say({ begin: true });
  const start = now(), used = cpu();
  const requests = await loop(start + Number(seconds));
  say({ requests, seconds: now() - start, cpu: cpu() - used });
} else if (verb === "subscribe") {
  const subscription = await session.createSubscription2({ requestedPublishingInterval: 100, requestedLifetimeCount: 600, requestedMaxKeepAliveCount: 20, maxNotificationsPerPublish: 0, publishingEnabled: true, priority: 1 });
  let received = 0;
  const items = Array.from({ length: Number(count) }, (_, n) => ({ nodeId: `ns=1;i=${1000000 + n}`, attributeId: AttributeIds.Value }));
  const group = opcua.ClientMonitoredItemGroup.create(subscription, items, { samplingInterval: 100, queueSize: 2, discardOldest: true }, TimestampsToReturn.Both);
  group.on("changed", () => { received++; });
  await new Promise((done) => group.on("initialized", done));
  await new Promise((done) => setTimeout(done, 3000));
  say({ begin: true });
  const start = now(), used = cpu(), before = received;
  await new Promise((done) => setTimeout(done, Number(seconds) * 1000));
  say({ notifications: received - before, seconds: now() - start, cpu: cpu() - used });
} else {
  const loop = async (until) => {
    let references = 0;
    while (now() < until) {
      let result = await session.browse({ nodeId: "ns=1;i=999999", browseDirection: 0, includeSubtypes: true, nodeClassMask: 0, resultMask: 63, referenceTypeId: "HierarchicalReferences" });
      references += result.references.length;
      while (result.continuationPoint && result.continuationPoint.length > 0) {
        result = await session.browseNext(result.continuationPoint, false);
        references += result.references.length;
      }
    }
    return references;
  };
  await loop(now() + 1.5);
  say({ begin: true });
  const start = now(), used = cpu();
  const references = await loop(start + Number(seconds));
  say({ references, seconds: now() - start, cpu: cpu() - used });
}
await session.close();
await client.disconnect();
process.exit(0);
