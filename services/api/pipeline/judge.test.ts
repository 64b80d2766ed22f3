import { expect, test } from "@jest/globals";
import type { Flow, HopName, Reading, Silence } from "./flow.ts";
import { judge } from "./judge.ts";
import { hop, reading, readings } from "./testing/readings.ts";

const STACK: HopName[] = [
  "services",
  "collector",
  "exporter",
  "kafka",
  "recorder",
  "store",
  "pulses",
  "realtime",
];

interface Trouble {
  /** Hops that pass nothing on from 10 s on, with what waits there. */
  still?: Partial<Record<HopName, number>>;
  silent?: Partial<Record<HopName, Silence>>;
  change?: (place: number) => Partial<Record<HopName, Partial<Flow>>>;
  newestAgeMs?: (atMs: number) => number;
}

const BEGIN = 5;

/** A busy pipeline that gets into trouble after 10 s; `count` readings two seconds apart. */
function watched(
  { still = {}, silent = {}, change, newestAgeMs = () => 300 }: Trouble,
  count: number,
): Reading[] {
  return readings(count, (place, atMs) => {
    const hops = STACK.map((name) => {
      const isStill = place >= BEGIN && name in still;
      const moved = isStill ? BEGIN * 100 : place * 100;
      const silence = place >= BEGIN ? (silent[name] ?? null) : null;
      const flow = {
        in: place * 100,
        out: moved,
        held: isStill ? still[name]! : 0,
        ...change?.(place)[name],
      };
      return hop(name, [flow], silence === null ? {} : { silence, readAtMs: (BEGIN - 1) * 2000 });
    });
    return reading(atMs, hops, atMs - newestAgeMs(atMs));
  });
}

const statesOf = (readings: readonly Reading[]) =>
  Object.fromEntries(
    judge(readings)
      .filter(({ reason }) => reason.code !== "fine" && reason.code !== "idle")
      .map(({ hop: name, state, reason }) => [
        name,
        `${state}: ${reason.code}${reason.hop ? ` ${reason.hop}` : ""}`,
      ]),
  );

test("a pipeline in which everything moves is fine", () => {
  expect(statesOf(watched({}, 20))).toEqual({});
});

// Ten seconds after the trouble began there are five readings with it.
const SEEN = BEGIN + 5;

test.each<[string, Trouble, Record<string, string>]>([
  [
    "a frozen recorder",
    { still: { kafka: 40 }, silent: { recorder: "mute" } },
    { kafka: "slow: held_by recorder", recorder: "stalled: takes_nothing" },
  ],
  [
    "a recorder that is gone",
    { still: { kafka: 40 }, silent: { recorder: "gone" } },
    { kafka: "slow: held_by recorder", recorder: "down: gone" },
  ],
  [
    "a recorder that answers and takes nothing",
    { still: { kafka: 40 } },
    { kafka: "slow: held_by recorder", recorder: "stalled: takes_nothing" },
  ],
  [
    "a frozen Kafka",
    { still: { exporter: 900 }, silent: { kafka: "mute" } },
    { exporter: "slow: held_by kafka", kafka: "stalled: mute" },
  ],
  [
    "an exporter that does not send",
    { still: { exporter: 900 } },
    { exporter: "stalled: passes_nothing_on" },
  ],
  [
    "a frozen Collector",
    { silent: { collector: "mute", exporter: "mute" } },
    { collector: "stalled: mute", exporter: "stalled: mute" },
  ],
  [
    "a store that is down",
    { still: { kafka: 40 }, silent: { store: "gone", pulses: "gone", services: "gone" } },
    {
      services: "unknown: figures_old",
      kafka: "slow: held_by recorder",
      recorder: "slow: held_by store",
      store: "down: gone",
      pulses: "unknown: figures_old",
    },
  ],
  [
    "pulses that a frozen recorder does not publish",
    { still: { pulses: 4 }, silent: { recorder: "mute" } },
    { recorder: "stalled: mute", pulses: "slow: held_by recorder" },
  ],
  ["pulses that nobody publishes", { still: { pulses: 7 } }, { pulses: "stalled: passes_nothing_on" }],
  [
    "a queue that is nearly full",
    { change: () => ({ exporter: { queue: { length: 90, capacity: 100, unit: "batches" } } }) },
    { exporter: "slow: filling" },
  ],
  [
    "a receiver that sends back",
    { change: (place) => ({ collector: { refused: Math.max(0, place - BEGIN) * 10 } }) },
    { collector: "slow: refuses" },
  ],
  [
    "an exporter that gives up",
    { change: (place) => ({ exporter: { dropped: { send_failed: Math.max(0, place - BEGIN) } } }) },
    { exporter: "slow: loses" },
  ],
  [
    "spans that come late to the store",
    { newestAgeMs: (atMs) => (atMs >= BEGIN * 2000 ? 4200 : 300) },
    { store: "slow: stale" },
  ],
  [
    "a service whose spans are too old",
    { change: (place) => ({ recorder: { dropped: { late: place * 10 } } }) },
    {},
  ],
])("%s is seen within ten seconds, and at the hop that is to blame", (_, trouble, expected) => {
  expect(statesOf(watched(trouble, SEEN + 1))).toEqual(expected);
});

test("one missed answer is no stall yet", () => {
  expect(statesOf(watched({ silent: { recorder: "mute", kafka: "mute" } }, BEGIN + 1))).toEqual({});
});

test("when nothing is sent nothing is stale", () => {
  const quiet = readings(20, (_, atMs) =>
    reading(
      atMs,
      STACK.map((name) => hop(name, [{ in: 500, out: 500, held: 0 }])),
      0,
    ),
  );
  expect(judge(quiet).map(({ state }) => state)).toEqual(STACK.map(() => "ok"));
});

test("what has no address to be read from is not known", () => {
  const blind = readings(5, (_, atMs) =>
    reading(atMs, [hop("collector", [], { readAtMs: null }), hop("recorder")]),
  );
  expect(judge(blind)[0]).toMatchObject({ state: "unknown", reason: { code: "not_configured" } });
});

test("services under a plain SDK do not tell what they send", () => {
  const plain = readings(5, (_, atMs) =>
    reading(atMs, [hop("services", [{ in: null }], { untold: ["python"] }), hop("recorder")]),
  );
  expect(judge(plain)[0]).toMatchObject({ state: "unknown", reason: { code: "untold", count: 1 } });
});

test("who falls behind is told by the age of the oldest", () => {
  const behind = readings(20, (place, atMs) =>
    reading(atMs, [
      hop("kafka", [{ in: place * 100, out: Math.max(0, place - 4) * 100, held: Math.min(place, 4) * 100 }]),
      hop("recorder", [{ in: place, out: place, held: 0 }]),
    ]),
  );
  expect(judge(behind)[0]).toMatchObject({
    state: "slow",
    reason: { code: "behind", seconds: 6, count: 400 },
  });
});
