import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const folder = join(import.meta.dirname, "..");
const root = join(folder, "..", "..");

const USE = `
  import { evaluateInstant, FloatHistogram, Labels, parse } from "./dist/index.js";
  const series = {
    labels: Labels.of({ __name__: "up", job: "api" }),
    length: 2,
    times: Float64Array.of(1000, 2000),
    values: Float64Array.of(1, 0),
    histograms: [undefined, FloatHistogram.empty(3)],
  };
  const ask = (text) => evaluateInstant(parse(text), { select: () => [series] }, 1500).samples;
  console.log(JSON.stringify([...ask("sum(up * 2)"), ...ask("avg_over_time(up[1m])")]));
`;

test("what is published works as plain JavaScript", () => {
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], { cwd: folder });
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", USE], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(JSON.parse(output)).toEqual([
    { labels: {}, value: 2 },
    { labels: { job: "api" }, value: 1 },
  ]);
}, 60_000);
