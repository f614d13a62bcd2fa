// A Modbus TCP server by modbus-serial: PORT. Prints "listening" when it serves.
import modbus from "modbus-serial";

const holding = Array.from({ length: 2000 }, (_, i) => (i * 7) & 0xffff);
const coils = Array.from({ length: 2000 }, (_, i) => i % 3 === 0);
const server = new modbus.ServerTCP(
  {
    getInputRegister: (address) => (address * 11) & 0xffff,
    getHoldingRegister: (address) => holding[address],
    getCoil: (address) => coils[address],
    getDiscreteInput: (address) => address % 2 === 0,
    setRegister: (address, value) => { holding[address] = value; },
    setCoil: (address, value) => { coils[address] = value; },
    readDeviceIdentification: () => ({ 0x00: "modbus-serial", 0x01: "MS", 0x02: "8.0" }),
  },
  { host: "127.0.0.1", port: Number(process.argv[2]), unitID: 1 },
);
server.on("initialized", () => console.log("listening"));
server.on("socketError", () => {});
