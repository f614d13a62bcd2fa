// sparkplug-payload as judge: reads a payload in hexadecimal, prints what it holds, and writes it again with its own encoder.
import payload from "sparkplug-payload";

const { encodePayload, decodePayload } = payload.get("spBv1.0");
const decoded = decodePayload(Buffer.from(process.argv[2], "hex"));
for (const m of decoded.metrics) {
  const value = m.value instanceof Uint8Array ? Buffer.from(m.value).toString("hex") : m.value;
  console.log(`metric ${m.name}|${m.alias ?? ""}|${m.type}|${value}|${m.isHistorical ?? false}`);
}
console.log(`again ${Buffer.from(encodePayload(decoded)).toString("hex")}`);
