import {
  parsePrometheusText,
  prometheusText,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
  type ScrapedSample,
} from "@mystocks/runtime";
import {
  listSenders,
  readNewestSamples,
  readSources,
  type NewestSampleRow,
  type SourceRow,
} from "@mystocks/store";
import type { Pool } from "pg";
import type { Reading } from "./flow.ts";
import { History } from "./history.ts";
import type { OffsetReader } from "./kafka-offsets.ts";
import { Polled } from "./polled.ts";
import { ReadingMaker } from "./reading-maker.ts";
import { scrape } from "./scrape.ts";
import { SDK_PATTERN } from "./service-flows.ts";
import type { TopicEnd } from "./source-flows.ts";

export interface WatchParts {
  config: MonitorConfig;
  pool: Pool;
  log: Logger;
  /** Figures of roles in this process. */
  families: () => MetricFamily[];
  offsets?: OffsetReader | undefined;
  nowMs: () => number;
}

interface StoreFigures {
  sources: SourceRow[];
  sdk: NewestSampleRow[];
}

/** Everything the pipeline is read from. */
export interface Polls {
  store: Polled<StoreFigures>;
  senders: Polled<string[]>;
  kafka: Polled<TopicEnd[]> | undefined;
  collectors: { url: string; polled: Polled<ScrapedSample[]> }[];
  roles: Record<"recorder" | "realtime", Polled<ScrapedSample[]>[]>;
}

/** Not every two seconds sharp: readings in step with what they read would always meet it in the same state. */
const EVERY_MS = { least: 1600, most: 2400 };
const PATIENCE_MS = 1000;
const SDK_SECONDS = 30;
/** Who sends is asked for in every so many rounds: it looks at many rows. */
const SENDERS_EVERY = 10;
const SENDERS_SECONDS = 15;

/** All readings that are kept, by rising time; there is at least one. */
export type Readings = () => Promise<readonly Reading[]>;

/** Reads every hop about each two seconds, for as long as the api role runs: a stall and a loss are seen by comparing. */
export function watchPipeline(parts: WatchParts, life: Lifecycle): Readings {
  const polls = pollsOf(parts);
  const maker = new ReadingMaker(parts.config);
  const history = new History();
  let rounds = 0;

  let beganMs = 0;

  const readAll = async () => {
    beganMs = performance.now();
    await Promise.all(polledIn(polls, rounds++).map((one) => one.poll(parts.nowMs, PATIENCE_MS)));
    history.add(maker.make(polls, parts.nowMs()));
  };

  const first = readAll();
  let running: Promise<void> = first;
  let timer: NodeJS.Timeout | undefined;
  const goOn = () => {
    if (life.isStopping) return;
    // What hung and was waited for must not make the readings rarer just then.
    const restMs = Math.max(0, pauseMs() - (performance.now() - beganMs));
    timer = setTimeout(() => {
      running = readAll()
        .catch((error: unknown) => parts.log.error({ err: error }, "the pipeline could not be read"))
        .finally(goOn);
    }, restMs);
  };
  void first.finally(goOn).catch(() => {});
  life.onStop("pipeline watch", async () => {
    clearTimeout(timer);
    await running;
    clearTimeout(timer);
    await parts.offsets?.close();
  });
  return async () => {
    await first;
    return history.readings();
  };
}

const pauseMs = () => EVERY_MS.least + Math.random() * (EVERY_MS.most - EVERY_MS.least);

function polledIn({ store, senders, kafka, collectors, roles }: Polls, round: number): Polled<unknown>[] {
  return [
    store,
    ...(kafka === undefined ? [] : [kafka]),
    ...(round % SENDERS_EVERY === 0 ? [senders] : []),
    ...collectors.map(({ polled }) => polled),
    ...roles.recorder,
    ...roles.realtime,
  ];
}

function pollsOf({ config, pool, families, offsets }: WatchParts): Polls {
  const here = async () => parsePrometheusText(prometheusText(families()));
  const role = (urls: readonly string[]) =>
    config.kafka === undefined
      ? [new Polled(here)]
      : urls.map((url) => new Polled((signal) => scrape(url, signal)));
  return {
    store: new Polled(async () => ({
      sources: await readSources(pool),
      sdk: await readNewestSamples(pool, { pattern: SDK_PATTERN, withinSeconds: SDK_SECONDS }),
    })),
    senders: new Polled(() => listSenders(pool, SENDERS_SECONDS)),
    kafka: offsets && new Polled(() => offsets.read()),
    collectors: config.collectorMetricsUrls.map((url) => ({
      url,
      polled: new Polled((signal) => scrape(url, signal)),
    })),
    roles: {
      recorder: role(config.roleMetricsUrls.recorder),
      realtime: role(config.roleMetricsUrls.realtime),
    },
  };
}
