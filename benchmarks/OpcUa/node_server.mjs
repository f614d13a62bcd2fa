// node-opcua's server for ./bench opcua: FOLDER_WITH_NODE_MODULES VARIABLES. Doubles ns=1;i=1000000+n below one folder, no security;
// the first 10,000 change every 100 ms once the line "change" comes in. Says its port.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [modules, variables, port] = process.argv.slice(2);
const opcua = createRequire(join(modules, "package.json"))("node-opcua");
const { DataType, StatusCodes } = opcua;
const certificates = new opcua.OPCUACertificateManager({ rootFolder: mkdtempSync(join(tmpdir(), "bench-pki-")), automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const server = new opcua.OPCUAServer({
  port: Number(port),
  hostname: "127.0.0.1",
  serverCertificateManager: certificates,
  securityPolicies: [opcua.SecurityPolicy.None],
  securityModes: [opcua.MessageSecurityMode.None],
  allowAnonymous: true,
  serverCapabilities: { operationLimits: { maxNodesPerRead: 1000, maxMonitoredItemsPerCall: 10000, maxNodesPerBrowse: 1000 }, maxMonitoredItemsPerSubscription: 100000, maxMonitoredItems: 100000 },
});
await server.initialize();
const addressSpace = server.engine.addressSpace;
const own = addressSpace.getOwnNamespace();
const folder = own.addFolder(addressSpace.rootFolder.objects, { browseName: "Bench", nodeId: "i=999999" });
const nodes = [];
for (let n = 0; n < Number(variables); n++)
  nodes.push(own.addVariable({
    browseName: `v${n}`, nodeId: `i=${1000000 + n}`, organizedBy: folder, dataType: DataType.Double, minimumSamplingInterval: 100,
    value: { dataType: DataType.Double, value: n },
  }));
await server.start();
console.log(port);
createInterface({ input: process.stdin }).on("line", () => {
  let turn = 0;
  setInterval(() => {
    turn++;
    const now = new Date();
    for (let n = 0; n < Math.min(nodes.length, 10000); n++) nodes[n].setValueFromSource({ dataType: DataType.Double, value: n + turn }, StatusCodes.Good, now);
  }, 100);
}).on("close", () => process.exit(0));
