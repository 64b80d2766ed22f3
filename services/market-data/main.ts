import { startMarketData } from "./app.ts";
import { askedToStop } from "./asked-to-stop.ts";
import { readConfig } from "./config.ts";

const FLUSH_MS = 2_000;

const asked = askedToStop();
const service = await start();
console.log(`market-data serves http://127.0.0.1:${service.port}`);
process.send?.({ ready: true, port: service.port });
await asked;
await service.stop();
if (process.connected) process.disconnect();
// Telemetry that nobody takes must not hold the process.
setTimeout(() => process.exit(), FLUSH_MS).unref();

async function start() {
  try {
    return await startMarketData(readConfig(process.env), (line) => console.error(line));
  } catch (error) {
    console.error(`market-data did not start: ${error instanceof Error ? error.message : String(error)}`);
    return process.exit(1);
  }
}
