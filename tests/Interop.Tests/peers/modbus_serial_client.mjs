// Every function that modbus-serial knows as a client: TRANSPORT ENDPOINT. One line a function: its name and "ok", or what differed.
import ModbusRTU from "modbus-serial";

const [transport, endpoint] = process.argv.slice(2);
const client = new ModbusRTU();
client.setID(1);
client.setTimeout(3000);
if (transport === "tcp") await client.connectTCP("127.0.0.1", { port: Number(endpoint) });
else if (transport === "rtu-over-tcp") await client.connectTcpRTUBuffered("127.0.0.1", { port: Number(endpoint) });
else if (transport === "udp") await client.connectUDP("127.0.0.1", { port: Number(endpoint) });
else await client.connectRTUBuffered(endpoint, { baudRate: 115200 });

async function check(name, call, expected, take = (reply) => reply.data) {
  try {
    const got = take(await call());
    const same = expected === undefined || JSON.stringify(got) === JSON.stringify(expected);
    console.log(name, same ? "ok" : `got ${JSON.stringify(got)} not ${JSON.stringify(expected)}`);
  } catch (problem) {
    console.log(name, "failed", problem.message ?? problem);
  }
}

const upTo = (count, value) => Array.from({ length: count }, (_, i) => value(i));
await check("readCoils", () => client.readCoils(0, 9), upTo(9, (i) => i % 3 === 0), (r) => r.data.slice(0, 9));
await check("readDiscreteInputs", () => client.readDiscreteInputs(3, 8), upTo(8, (i) => (i + 3) % 2 === 0), (r) => r.data.slice(0, 8));
await check("readHoldingRegisters", () => client.readHoldingRegisters(0, 125), upTo(125, (i) => i * 7));
await check("readInputRegisters", () => client.readInputRegisters(5, 10), upTo(10, (i) => (i + 5) * 11));
await check("writeCoil", () => client.writeCoil(100, true), undefined, () => 0);
await check("writeCoilRead", () => client.readCoils(100, 1), [true], (r) => r.data.slice(0, 1));
await check("writeRegister", () => client.writeRegister(101, 4711), undefined, () => 0);
await check("writeRegisterRead", () => client.readHoldingRegisters(101, 1), [4711]);
await check("writeCoils", () => client.writeCoils(110, [true, false, true, true]), undefined, () => 0);
await check("writeCoilsRead", () => client.readCoils(110, 4), [true, false, true, true], (r) => r.data.slice(0, 4));
await check("writeRegisters", () => client.writeRegisters(120, upTo(123, (i) => i)), undefined, () => 0);
await check("writeRegistersRead", () => client.readHoldingRegisters(120, 123), upTo(123, (i) => i));
await check("maskWriteRegister", () => client.maskWriteRegister(101, 0x00f2, 0x0025), undefined, () => 0);
await check("reportServerID", () => client.reportServerID(1), undefined, () => 0);
await check("readDeviceIdentification", () => client.readDeviceIdentification(1, 0), undefined, () => 0);
await check("readFileRecords", () => client.readFileRecords(1, 0, 2, 6), undefined, () => 0);
client.close(() => process.exit(0));
