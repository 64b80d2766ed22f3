import { decodeOrDeadLetter, type Bus, type Subscription } from "@mystocks/bus";
import { decodePulse, PULSE_TOPIC } from "@mystocks/events";
import type pg from "pg";
import { recordRun } from "../recorded/record-run.ts";
import type { AfterLoad } from "./after-load.ts";
import { loaderFigure } from "./loader-figure.ts";

const GROUP = "mystocks-quality";

interface PulseReaderParts {
  pool: pg.Pool;
  bus: Bus;
  afterLoad: AfterLoad;
  onRecorded: () => void;
  /** IANA name of the zone in which a dataset's days are meant. */
  timeZoneOf: (dataset: string) => string;
}

/** Loaders' own figures into verdicts, and loads into runs; replicas share the pulses. */
export async function readPulses({
  pool,
  bus,
  afterLoad,
  onRecorded,
  timeZoneOf,
}: PulseReaderParts): Promise<Subscription> {
  return bus.subscribe(PULSE_TOPIC, { group: GROUP }, async ({ value }) => {
    const event = decodeOrDeadLetter(decodePulse, value);
    for (const log of event.logs) {
      const run = loaderFigure(log, timeZoneOf);
      if (run === undefined) continue;
      await recordRun(pool, run);
      onRecorded();
    }
    afterLoad.hear(event.pulses);
  });
}
