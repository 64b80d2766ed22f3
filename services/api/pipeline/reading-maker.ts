import type { MonitorConfig, ScrapedSample } from "@mystocks/runtime";
import { collectorCounters, collectorQueues, exporterFlows, receiverFlows } from "./collector-flows.ts";
import { emptyFlow, sumOf, type Flow, type HopName, type HopReading, type Reading } from "./flow.ts";
import { Growth } from "./growth.ts";
import type { Polled } from "./polled.ts";
import { readSdkCounters, serviceFlows, tellingServices } from "./service-flows.ts";
import {
  kafkaFlows,
  newestSpanMs,
  pulseFlows,
  recorderFlows,
  recordFlows,
  requestFlow,
  storeFlows,
} from "./source-flows.ts";
import type { Polls } from "./watch.ts";

/** Makes one reading of all that was polled. Keeps what counters have gained over restarts. */
export class ReadingMaker {
  readonly #hasKafka: boolean;
  readonly #sdk = new Growth();
  readonly #collectors = new Growth();
  readonly #recorders = new Growth();
  #sdkReadAtMs: number | null = null;

  constructor({ kafka }: Pick<MonitorConfig, "kafka">) {
    this.#hasKafka = kafka !== undefined;
  }

  make(polls: Polls, atMs: number): Reading {
    const hasCollector = this.#hasKafka || polls.collectors.length > 0;
    const hops = [
      this.#services(polls, atMs),
      ...(hasCollector ? this.#collector(polls) : []),
      ...(this.#hasKafka ? [kafkaHop(polls)] : []),
      this.#recorder(polls),
      this.#hopOfStore(polls, "store", storeFlows(polls.store.value?.sources ?? [])),
      this.#hopOfStore(polls, "pulses", pulseFlows(polls.store.value?.sources ?? [])),
      realtimeHop(polls),
    ];
    return {
      atMs,
      hops: new Map(hops.map((hop) => [hop.hop, hop])),
      newestEndMs: newestSpanMs(polls.store.value?.sources ?? []),
    };
  }

  #services({ store, senders }: Polls, atMs: number): HopReading {
    const rows = store.value?.sdk ?? [];
    if (store.readAtMs !== this.#sdkReadAtMs) {
      readSdkCounters(this.#sdk, rows, atMs, this.#sdkReadAtMs === null);
      this.#sdkReadAtMs = store.readAtMs;
    }
    const telling = tellingServices(rows);
    return {
      hop: "services",
      readAtMs: store.readAtMs,
      silence: store.silence,
      silentReplicas: 0,
      flows: store.value === undefined ? [] : serviceFlows(this.#sdk, rows, atMs),
      untold: (senders.value ?? []).filter((service) => !telling.has(service)),
    };
  }

  #collector({ collectors }: Polls): HopReading[] {
    const samples: ScrapedSample[] = [];
    for (const { url, polled } of collectors) {
      if (polled.value === undefined || polled.readAtMs === null) continue;
      this.#collectors.read(url, collectorCounters(polled.value), polled.readAtMs);
      samples.push(...polled.value);
    }
    const queues = collectorQueues(samples);
    const state = replicasOf(collectors.map(({ polled }) => polled));
    return [
      { hop: "collector", ...state, flows: receiverFlows(this.#collectors) },
      { hop: "exporter", ...state, flows: exporterFlows(this.#collectors, queues) },
    ];
  }

  #recorder({ store, roles }: Polls): HopReading {
    const sources = store.value?.sources ?? [];
    for (const [place, { value, readAtMs }] of roles.recorder.entries())
      if (value !== undefined && readAtMs !== null)
        this.#recorders.read(String(place), refusedAnswers(value), readAtMs);
    const queue = queueOf(roles.recorder, sources);
    const request = requestFlow(sources);
    const flows: Flow[] = [
      ...recorderFlows(sources),
      ...recordFlows(sources),
      ...(request === undefined ? [] : [{ ...request, refused: this.#recorders.of("refused"), queue }]),
    ];
    // Without the address of a recorder, what it wrote last is all there is to tell whether it lives.
    const { readAtMs, silence, silentReplicas } = replicasOf(
      roles.recorder.length > 0 ? roles.recorder : [store],
    );
    return { hop: "recorder", readAtMs, silence, silentReplicas, flows };
  }

  #hopOfStore({ store }: Polls, hop: HopName, flows: Flow[]): HopReading {
    const { readAtMs, silence, value } = store;
    return { hop, readAtMs, silence, silentReplicas: 0, flows: value === undefined ? [] : flows };
  }
}

type State = Pick<HopReading, "readAtMs" | "silence" | "silentReplicas">;

/** Of several of one kind: there as long as one of them is. */
function replicasOf(polled: readonly Polled<unknown>[]): State {
  const silent = polled.filter(({ silence }) => silence !== null);
  const times = polled.flatMap(({ readAtMs }) => readAtMs ?? []);
  const isSilent = polled.length > 0 && silent.length === polled.length;
  return {
    readAtMs: times.length === 0 ? null : Math.max(...times),
    silence: isSilent ? silent[0]!.silence : null,
    silentReplicas: isSilent ? 0 : silent.length,
  };
}

function kafkaHop({ kafka, store }: Polls): HopReading {
  const flows = kafkaFlows(kafka?.value ?? [], store.value?.sources ?? []);
  return {
    hop: "kafka",
    readAtMs: kafka?.readAtMs ?? null,
    silence: kafka?.silence ?? null,
    silentReplicas: 0,
    flows: kafka?.value === undefined || store.value === undefined ? [] : flows,
  };
}

/** Every realtime role has every pulse; the one that is furthest behind counts. */
function realtimeHop({ roles }: Polls): HopReading {
  const positions = roles.realtime.flatMap(({ value }) => valueOf(value, "mystocks_realtime_position") ?? []);
  const flow = {
    ...emptyFlow("pulses", "commits"),
    in: positions.length === 0 ? null : Math.min(...positions),
    held: 0,
  };
  return { hop: "realtime", ...replicasOf(roles.realtime), flows: [flow] };
}

function queueOf(
  recorders: readonly Polled<ScrapedSample[]>[],
  sources: readonly { status?: { queuedRecords: number } | undefined }[],
): Flow["queue"] {
  const lengths = recorders.flatMap(({ value }) => valueOf(value, "mystocks_recorder_queue_requests") ?? []);
  if (lengths.length > 0) return { length: sumOf(lengths), capacity: null, unit: "records" };
  const told = sources.flatMap(({ status }) => status?.queuedRecords ?? []);
  return told.length === 0 ? null : { length: sumOf(told), capacity: null, unit: "records" };
}

const BUSY = /^(429|503)$/;

/** Requests that a recorder sent back because it was full or the store away. */
function refusedAnswers(samples: readonly ScrapedSample[]): Map<string, number> {
  const busy = samples.filter(
    ({ name, labels }) => name === "mystocks_recorder_answers_total" && BUSY.test(labels.status ?? ""),
  );
  return new Map([["refused", sumOf(busy.map(({ value }) => value))]]);
}

const valueOf = (samples: readonly ScrapedSample[] | undefined, name: string): number | undefined =>
  samples?.find((sample) => sample.name === name)?.value;
