import type { MetricFamily, MetricSample } from "@mystocks/runtime";
import type { EventReader, EventReaderStats } from "./event-reader.ts";
import type { GroupReader, ReaderStats } from "./group-reader.ts";
import type { LaneStats, OutgoingLane } from "./outgoing-lane.ts";

type Type = MetricFamily["type"];

const WRITTEN: [string, Type, string, (stats: LaneStats) => number][] = [
  ["published_total", "counter", "Records stored by Kafka", ({ published }) => published],
  ["published_bytes_total", "counter", "Bytes of them before compression", ({ bytes }) => bytes],
  ["publish_failures_total", "counter", "Sends that failed", ({ failures }) => failures],
  ["publish_waiting", "gauge", "Records that wait to be sent", ({ waiting }) => waiting],
];

const READ: [string, Type, string, (stats: ReaderStats) => number][] = [
  ["deliveries_total", "counter", "Records that were handled", ({ deliveries }) => deliveries],
  [
    "delivery_retries_total",
    "counter",
    "Handlings that failed and were done again",
    ({ retries }) => retries,
  ],
  [
    "consumer_restarts_total",
    "counter",
    "Consumers replaced after an end or a stall",
    ({ restarts }) => restarts,
  ],
  ["lost_total", "counter", "Records that retention took before they were read", ({ lost }) => lost],
];

/** `mystocks_bus_*`: what is written by topic, what is read by group, how far each partition is behind. */
export function kafkaFamilies(
  lanes: ReadonlyMap<string, OutgoingLane>,
  readers: ReadonlyMap<GroupReader, string>,
  plain: (topic: string) => string,
): MetricFamily[] {
  const topics = [...lanes].map(([topic, { stats }]) => ({ labels: { topic }, stats }));
  const groups = [...readers].map(([{ stats, topics: read }, group]) => ({
    labels: { group: groupLabel(group), topic: read.map(plain).join(",") },
    stats,
  }));
  const lags = [...readers].flatMap(([reader, group]) =>
    reader.lags().map((lag) => ({
      labels: { group: groupLabel(group), topic: plain(lag.topic), partition: `${lag.partition}` },
      lag: Number(lag.highWatermark - lag.next),
      ageSeconds: (Date.now() - lag.fetchedAtMs) / 1000,
    })),
  );
  return [
    ...WRITTEN.map(([name, type, help, read]) => family(name, type, help, topics, read)),
    ...READ.map(([name, type, help, read]) => family(name, type, help, groups, read)),
    {
      name: "mystocks_bus_lag",
      type: "gauge",
      help: "Records of the partition that are not handled yet",
      samples: largest(lags.map(({ labels, lag }) => ({ labels, value: lag }))),
    },
    {
      name: "mystocks_bus_fetch_age_seconds",
      type: "gauge",
      help: "Time since records of the partition, or the news that there are none, last came",
      samples: largest(lags.map(({ labels, ageSeconds }) => ({ labels, value: ageSeconds }))),
    },
  ];
}

const EVENTS: [string, Type, string, (stats: EventReaderStats) => number][] = [
  [
    "event_retries_total",
    "counter",
    "Events that were given to their handler again",
    ({ retries }) => retries,
  ],
  ["dead_letters_total", "counter", "Events that were put aside", ({ deadLetters }) => deadLetters],
];

export function eventFamilies(
  readers: ReadonlyMap<EventReader, { group: string; topic: string }>,
): MetricFamily[] {
  const sources = [...readers].map(([{ stats }, labels]) => ({ labels, stats }));
  return EVENTS.map(([name, type, help, read]) => family(name, type, help, sources, read));
}

/** Of several readers of all the one that is farthest behind counts. */
function largest(samples: readonly MetricSample[]): MetricSample[] {
  const byLabels = new Map<string, MetricSample>();
  for (const sample of samples) {
    const key = JSON.stringify(sample.labels);
    const held = byLabels.get(key);
    if (held === undefined || held.value < sample.value) byLabels.set(key, sample);
  }
  return [...byLabels.values()];
}

/** Readers of all have a group of a random name each; as a label they are one. */
const groupLabel = (group: string) => group.replace(/^(all|range)\..*/, "$1");

/** Subscriptions of the same labels are added up: a series may come only once. */
function family<Stats>(
  name: string,
  type: Type,
  help: string,
  sources: readonly { labels: Record<string, string>; stats: Stats }[],
  read: (stats: Stats) => number,
): MetricFamily {
  const samples = new Map<string, MetricSample>();
  for (const { labels, stats } of sources) {
    const key = JSON.stringify(labels);
    const held = samples.get(key)?.value ?? 0;
    samples.set(key, { labels, value: held + read(stats) });
  }
  return { name: `mystocks_bus_${name}`, type, help, samples: [...samples.values()] };
}
