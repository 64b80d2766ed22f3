import { createKafkaRecordLog } from "@mystocks/bus";
import { createDecodeContext, decodeTraces } from "@mystocks/otlp";
import { createLogger, monitorConfig } from "@mystocks/runtime";

export interface SpansInKafka {
  /** Ids of spans seen so far, and how many times any came. */
  ids: ReadonlySet<string>;
  seen(): number;
  close(): Promise<void>;
}

/** Reads otlp_spans from its beginning on. */
export async function readSpans(brokers: string[]): Promise<SpansInKafka> {
  const context = await createDecodeContext(monitorConfig.parse({}));
  const log = createKafkaRecordLog({
    connection: { brokers },
    clientId: "stack-test",
    log: createLogger("test", "silent"),
  });
  const ids = new Set<string>();
  let seen = 0;
  const reading = await log.read({
    group: "stack-test",
    topics: ["otlp_spans"],
    reader: {
      open: () => Promise.resolve(undefined),
      take({ records }) {
        for (const { value } of records)
          for (const { spanId } of decodeTraces(value!, "protobuf", context).spans) {
            ids.add(Buffer.from(spanId).toString("hex"));
            seen += 1;
          }
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    },
  });
  return {
    ids,
    seen: () => seen,
    async close() {
      await reading.close();
      await log.close();
    },
  };
}
