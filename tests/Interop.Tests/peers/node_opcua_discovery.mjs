// A discovery server by node-opcua: PORT PKI_FOLDER. Prints "listening" when it serves.
import { OPCUACertificateManager } from "node-opcua";
import { OPCUADiscoveryServer } from "node-opcua-server-discovery";

const [port, pki] = process.argv.slice(2);
const certificates = new OPCUACertificateManager({ rootFolder: pki, automaticallyAcceptUnknownCertificate: true });
await certificates.initialize();
const server = new OPCUADiscoveryServer({
  port: Number(port),
  hostname: "localhost",
  alternateHostname: ["127.0.0.1", "localhost"],
  serverInfo: { applicationUri: "urn:interop:discovery" },
  serverCertificateManager: certificates,
});
await server.start();
console.log("listening");
