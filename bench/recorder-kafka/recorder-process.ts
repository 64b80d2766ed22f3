// The recorder on Kafka alone in its process, as its processor time and memory are what is measured. Arguments:
// database URL, brokers. Over IPC it answers each message with the processor time it took so far.
import { createKafkaBus, createKafkaRecordLog } from "@mystocks/bus";
import { startRecorder } from "@mystocks/recorder";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";

const [url, brokers] = process.argv.slice(2) as [string, string];
const life = new Lifecycle();
const log = createLogger("recorder", "warn");
const pool = openStorePool({ url, max: 5, applicationName: "recorder" });
const kafka = { connection: { brokers: brokers.split(",") }, clientId: "recorder", log };
const records = createKafkaRecordLog(kafka);
const bus = createKafkaBus(kafka);
const config = monitorConfig.parse({ otlpPort: 0 });
const recorder = await startRecorder({ config, pool, bus, records, log }, life);
process.once("disconnect", () => {
  void life
    .stop()
    .then(() => Promise.all([records.close(), bus.close()]))
    .then(() => pool.end())
    .finally(() => process.exit());
});
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const { commits, commitLatency } = recorder.stats();
  process.send!({ processorSeconds: (user + system) / 1e6, commits, commitSeconds: commitLatency.sum });
});
process.send!({ ready: true });
