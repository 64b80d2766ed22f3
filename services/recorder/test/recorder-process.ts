// A recorder in a process of its own, to be killed. Arguments: database URL, port, limits as JSON.
import { createMemoryBus } from "@mystocks/bus";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startRecorder } from "../app.ts";

const [url, port, limits] = process.argv.slice(2) as [string, string, string];
const pool = openStorePool({ url, max: 4, applicationName: "recorder-killed" });
const config = monitorConfig.parse({ otlpPort: Number(port), limits: JSON.parse(limits) });
const log = createLogger("recorder", "silent");
const { otlpPort } = await startRecorder(
  { config, pool, bus: createMemoryBus(), log, tuning: { lingerMs: 0 } },
  new Lifecycle(),
);
process.once("disconnect", () => process.exit());
process.send!({ otlpPort });
