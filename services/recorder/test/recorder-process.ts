// A recorder in a process of its own, to be killed. Arguments: database URL, port.
import { createMemoryBus } from "@mystocks/bus";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startRecorder } from "../app.ts";

const [url, port] = process.argv.slice(2) as [string, string];
const pool = openStorePool({ url, max: 4, applicationName: "recorder-killed" });
const config = monitorConfig.parse({ otlpPort: Number(port) });
const log = createLogger("recorder", "silent");
const { otlpPort } = await startRecorder(
  { config, pool, bus: createMemoryBus(), log, tuning: { lingerMs: 0 } },
  new Lifecycle(),
);
process.once("disconnect", () => process.exit());
process.send!({ otlpPort });
