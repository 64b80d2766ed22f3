// node packages/promql/stack-test/soak.ts [--minutes 5] [--seed N] [--prometheus PROGRAM]
// Compares with Prometheus 3, native histograms among it, on new series again and again. Exit 1 when a value differs.
import { parseArgs } from "node:util";
import { buildPrometheus } from "./build-prometheus.ts";
import { compareWith } from "./conformance.ts";
import type { ConformanceReport } from "./conformance.ts";
import { startPrometheus } from "../testing/index.ts";
import { randomSeries } from "./random-series.ts";
import { Random } from "./random.ts";

const SHOWN = 20;
const FLAGS = ["--enable-feature=promql-experimental-functions"];

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    prometheus: { type: "string" },
  },
});
const program = values.prometheus ?? (await buildPrometheus());
const deadlineMs = Date.now() + Number(values.minutes) * 60_000;
const totals = { rounds: 0, expressions: 0, assertions: 0, mismatches: [] as string[] };
const counts = new Map<string, number>();
for (let seed = Number(values.seed); Date.now() < deadlineMs; seed++) {
  const report = await round(seed);
  totals.rounds++;
  totals.expressions += report.expressions;
  totals.assertions += report.assertions;
  totals.mismatches.push(...report.mismatches.map((text) => `seed ${seed}: ${text}`));
  for (const [feature, count] of report.counts) counts.set(feature, (counts.get(feature) ?? 0) + count);
}
const { rounds, expressions, assertions, mismatches } = totals;
const [rarest, times] = [...counts].sort(([, a], [, b]) => a - b)[0] ?? ["nothing", 0];
console.log(mismatches.slice(0, SHOWN).join("\n\n"));
console.log(
  `${rounds} rounds, ${expressions} expressions, ${assertions} assertions, ${mismatches.length} mismatches; ` +
    `${counts.size} parts, the rarest (${rarest}) ${times} times`,
);
process.exitCode = mismatches.length > 0 || assertions === 0 ? 1 : 0;

async function round(seed: number): Promise<ConformanceReport> {
  const prometheus = await startPrometheus(program, FLAGS);
  try {
    const series = randomSeries(new Random(seed), { forPrometheus2: false });
    await prometheus.write(series);
    const options = {
      seed,
      dialect: "3" as const,
      evaluation: {},
      leastOfEach: 100,
      leastAssertions: 100_000,
    };
    return await compareWith(prometheus, series, { ...options, deadlineMs });
  } finally {
    await prometheus.stop();
  }
}
