// A recorder on Kafka in a process of its own. Arguments: database URL, brokers, topic prefix, limits as JSON. Over
// IPC it answers each message with what it holds.
import { createKafkaRecordLog, createMemoryBus } from "@mystocks/bus";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startRecorder } from "../app.ts";

const [url, brokers, topicPrefix, limits] = process.argv.slice(2) as [string, string, string, string];
const log = createLogger("recorder", "silent");
const recorder = await startRecorder(
  {
    config: monitorConfig.parse({ otlpPort: 0, limits: JSON.parse(limits) }),
    pool: openStorePool({ url, max: 5, applicationName: "recorder-process" }),
    bus: createMemoryBus(),
    records: createKafkaRecordLog({
      connection: { brokers: brokers.split(",") },
      clientId: "recorder",
      log,
      topicPrefix,
    }),
    log,
    tuning: { lingerMs: 0 },
  },
  new Lifecycle(),
);
process.once("disconnect", () => process.exit());
process.on("message", () => {
  const { sources, commitFailures } = recorder.stats();
  const queuedBytes = sources.reduce((sum, source) => sum + source.queuedBytes, 0);
  process.send!({ queuedBytes, commitFailures, rssBytes: process.memoryUsage.rss() });
});
process.send!({ ready: true });
