// The recorder alone in its process, as its memory and its core are what is measured. Arguments: database URL.
import { createMemoryBus } from "@mystocks/bus";
import { startRecorder } from "@mystocks/recorder";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";

const url = process.argv[2]!;
const life = new Lifecycle();
const pool = openStorePool({ url, max: 4, applicationName: "recorder" });
const bus = createMemoryBus();
const config = monitorConfig.parse({ otlpPort: 0 });
const { otlpPort } = await startRecorder({ config, pool, bus, log: createLogger("recorder", "warn") }, life);
process.once("disconnect", () => {
  void life
    .stop()
    .then(() => pool.end())
    .finally(() => process.exit());
});
process.send!({ otlpPort });
