import { startKafka } from "@mystocks/embedded-kafka";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

export function kafkaPart({ folders, ports }: StackContext): Part {
  const dataDir = folders.data("kafka");
  const port = ports.kafka;
  return {
    name: "kafka",
    wave: 0,
    start: () => startKafka({ dataDir, port }),
    // startKafka came back when the broker had answered.
    notReady: () => Promise.resolve(undefined),
    logFile: `${dataDir}/kafka.log`,
    addresses: { brokers: `${LOOPBACK}:${port}` },
  };
}
