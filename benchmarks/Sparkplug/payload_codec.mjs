// sparkplug-payload (npm) on the file of a payload: decodes it for some seconds, then encodes it for some seconds. Prints a line of JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, file, seconds] = process.argv.slice(2);
const { encodePayload, decodePayload } = createRequire(`${modules}/`)("sparkplug-payload").get("spBv1.0");
const bytes = readFileSync(file);
const decoded = decodePayload(bytes);

function perSecond(work) {
  const limit = Number(seconds) * 1e9;
  for (const warmUp = process.hrtime.bigint(); process.hrtime.bigint() - warmUp < limit / 2;) work();
  const start = process.hrtime.bigint();
  let count = 0;
  let elapsed = 0;
  do {
    for (let i = 0; i < 20; i++) work();
    count += 20;
    elapsed = Number(process.hrtime.bigint() - start);
  } while (elapsed < limit);
  return (count * decoded.metrics.length * 1e9) / elapsed;
}

console.log(JSON.stringify({
  metrics: decoded.metrics.length,
  decoded: perSecond(() => decodePayload(bytes)),
  encoded: perSecond(() => encodePayload(decoded)),
}));
