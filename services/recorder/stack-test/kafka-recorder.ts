import { randomBytes } from "node:crypto";
import { createKafkaRecordLog, createMemoryBus, type Bus, type RecordLog } from "@mystocks/bus";
import { DEAD_LETTER_TOPIC, decodePulse, PULSE_TOPIC, type PulseEvent } from "@mystocks/events";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import { startRecorder, type Recorder, type RecorderParts } from "../app.ts";

/** Its topics are nobody else's: each call has a prefix of its own. */
export function newPrefix(): string {
  return `r${randomBytes(5).toString("hex")}.`;
}

export function brokers(): string[] {
  return process.env.MYSTOCKS_TEST_KAFKA!.split(",");
}

export function openLog(topicPrefix: string): RecordLog {
  const log = createLogger("kafka", process.env.MYSTOCKS_TEST_LOG ?? "silent");
  return createKafkaRecordLog({ connection: { brokers: brokers() }, clientId: "test", log, topicPrefix });
}

/** The same log, read as if nobody else did: two such readers both own every partition. */
export function readAlone(log: RecordLog): RecordLog {
  const group = randomBytes(4).toString("hex");
  return { ...log, read: (parts) => log.read({ ...parts, group }) };
}

export interface KafkaRecorder {
  pool: pg.Pool;
  recorder: Recorder;
  life: Lifecycle;
  /** Everything published so far; of dead letters the JSON text. */
  events: PulseEvent[];
  deadLetters: string[];
  stop(): Promise<void>;
}

export async function startKafkaRecorder(
  url: string,
  records: RecordLog,
  options: Partial<Pick<RecorderParts, "tuning">> & { bus?: (bus: Bus) => Bus } = {},
): Promise<KafkaRecorder> {
  const pool = openStorePool({ url, max: 5, applicationName: "recorder-test" });
  const bus = createMemoryBus();
  const life = new Lifecycle();
  const events: PulseEvent[] = [];
  const deadLetters: string[] = [];
  await bus.subscribe(PULSE_TOPIC, { all: true, from: "start" }, ({ value }) => {
    events.push(decodePulse(value));
  });
  await bus.subscribe(DEAD_LETTER_TOPIC, { all: true, from: "start" }, ({ value }) => {
    deadLetters.push(value);
  });
  const recorder = await startRecorder(
    {
      config: monitorConfig.parse({ otlpPort: 0 }),
      pool,
      bus: options.bus?.(bus) ?? bus,
      records,
      log: createLogger("recorder", process.env.MYSTOCKS_TEST_LOG ?? "silent"),
      tuning: { lingerMs: 0, ...options.tuning },
    },
    life,
  );
  return {
    pool,
    recorder,
    life,
    events,
    deadLetters,
    async stop() {
      await life.stop();
      await bus.close();
      await pool.end();
    },
  };
}

/** Awaits a condition; the test's own time limit ends it. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((done) => setTimeout(done, 20));
}

export async function spansStored(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM telemetry.span");
  return Number(rows[0]!.count);
}

/** Every record of the topic is stored: as many offsets are behind the positions. */
export async function positionsReach(pool: pg.Pool, topic: string, records: number): Promise<boolean> {
  const { rows } = await pool.query<{ next: string }>(
    "SELECT coalesce(sum(next), 0) AS next FROM telemetry.source WHERE source = $1",
    [topic],
  );
  return Number(rows[0]!.next) >= records;
}
