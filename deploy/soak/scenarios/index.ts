import type { Outcome, Say } from "../scenario.ts";
import { alertingHarness } from "./alerting-harness.ts";
import { alertingKills } from "./alerting-kills.ts";
import { diskFull } from "./disk-full.ts";
import { jobs } from "./jobs.ts";
import { kills } from "./kills.ts";
import { outage } from "./outage.ts";
import { rebalances } from "./rebalances.ts";
import { slowStore } from "./slow-store.ts";

/** `short` is what the tests run, `long` is the soak. */
export interface Scenario {
  what: string;
  short(say: Say): Promise<Outcome>;
  long(say: Say): Promise<Outcome>;
}

const seed = Number(process.env.MYSTOCKS_SOAK_SEED ?? 20_261_124);

export const SCENARIOS: Record<string, Scenario> = {
  kills: {
    what: "kill -9 of random processes while spans come",
    short: (say) => kills({ spans: 100_000, kills: 12, recorders: 1, seed, say }),
    long: (say) => kills({ spans: 1_000_000, kills: 52, recorders: 1, seed, say }),
  },
  "kills-two-recorders": {
    what: "the same with two recorders, so that kills are rebalances too",
    short: (say) => kills({ spans: 60_000, kills: 10, recorders: 2, seed: seed + 1, say }),
    long: (say) => kills({ spans: 1_000_000, kills: 50, recorders: 2, seed: seed + 1, say }),
  },
  "alerting-kills": {
    what: "kill -9 of alerting's replicas, its PostgreSQL and the receiver while alerts fire and resolve",
    short: (say) => alertingKills({ kills: 32, seed, say }),
    long: (say) => alertingKills({ kills: 220, seed, say }),
  },
  jobs: {
    what: "five schedulers under random kill -9: one row a planned instant, none doubled, none missing",
    short: (say) => jobs({ slots: 100, calmSeconds: 10, seed, say }),
    long: (say) => jobs({ slots: 1000, calmSeconds: 60, seed, say }),
  },
  "alerting-harness": {
    what: "what Alertmanager 0.25 forgets, repeats or lies about, beside it (needs Prometheus and Alertmanager)",
    short: (say) => alertingHarness({ alerts: 100, rounds: 1, say }),
    long: (say) => alertingHarness({ alerts: 100, rounds: 3, say }),
  },
  "postgres-away": {
    what: "PostgreSQL is away at 2,000 spans/s",
    short: (say) => outage({ part: "postgres", outageSeconds: 45, spansPerSecond: 2000, say }),
    long: (say) => outage({ part: "postgres", outageSeconds: 300, spansPerSecond: 2000, say }),
  },
  "kafka-away": {
    what: "Kafka is away at 1,000 spans/s, right after writes that nobody acknowledged",
    short: (say) => outage({ part: "kafka", outageSeconds: 20, spansPerSecond: 1000, say }),
    long: (say) => outage({ part: "kafka", outageSeconds: 1200, spansPerSecond: 500, say }),
  },
  "postgres-away-long": {
    what: "PostgreSQL is away for 20 minutes",
    short: (say) => outage({ part: "postgres", outageSeconds: 10, spansPerSecond: 1000, say }),
    long: (say) => outage({ part: "postgres", outageSeconds: 1200, spansPerSecond: 500, say }),
  },
  "disk-full-postgres": {
    what: "PostgreSQL's disk runs full (needs root)",
    short: (say) => diskFull({ part: "postgres", spans: 400_000, say }),
    long: (say) => diskFull({ part: "postgres", spans: 1_000_000, say }),
  },
  "disk-full-collector": {
    what: "the disk of the Collector's queue runs full while Kafka is away (needs root)",
    short: (say) => diskFull({ part: "collector", spans: 120_000, say }),
    long: (say) => diskFull({ part: "collector", spans: 500_000, say }),
  },
  "slow-store": {
    what: "PostgreSQL stands still nine tenths of the time, as on a disk that others use up",
    short: (say) => slowStore({ seconds: 20, spansPerSecond: 2000, say }),
    long: (say) => slowStore({ seconds: 300, spansPerSecond: 2000, say }),
  },
  rebalances: {
    what: "a recorder leaves and comes back each minute",
    short: (say) => rebalances({ minutes: 3, spansPerSecond: 500, say }),
    long: (say) => rebalances({ minutes: 20, spansPerSecond: 1000, say }),
  },
};
