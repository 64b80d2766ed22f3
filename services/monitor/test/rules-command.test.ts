import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runMonitorCommand } from "../testing/monitor-process.ts";

const RULES = `groups:
  - name: up
    rules:
      - alert: Down
        expr: up == 0
        labels: { severity: critical }
`;
const testsOf = (value: number) => `rule_files: [rules.yml]
tests:
  - interval: 1m
    input_series: [{ series: "up{job='a'}", values: "${value} ${value}" }]
    alert_rule_test:
      - eval_time: 1m
        alertname: Down
        exp_alerts: [{ exp_labels: { severity: critical, job: a } }]
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "rules.yml"), RULES);
  await writeFile(join(folder, "wrong.yml"), RULES.replace("== 0", "== "));
  await writeFile(join(folder, "good.test.yml"), testsOf(0));
  await writeFile(join(folder, "bad.test.yml"), testsOf(1));
});
afterAll(() => rm(folder, { recursive: true }));

const rules = (...args: string[]) =>
  runMonitorCommand(folder, [
    "rules",
    ...args.map((arg) => (arg.endsWith(".yml") ? join(folder, arg) : arg)),
  ]);

test.each([
  ["a good file is told what it has", ["check", "rules.yml"], 0, "1 alerts"],
  ["a wrong one is told the line", ["check", "wrong.yml"], 1, "wrong.yml:5"],
  ["tests that pass", ["test", "good.test.yml"], 0, "ok, 1 tests"],
  ["tests that fail", ["test", "bad.test.yml"], 1, "1 of 1 tests failed"],
  ["a preview needs a Monitor", ["preview", "rules.yml"], 3, "No Monitor runs here"],
  ["anything else is not understood", ["mend", "rules.yml"], 2, "rules takes"],
])(
  "%s",
  async (_, args, code, text) => {
    const ran = await rules(...args);
    expect(ran.output).toContain(text);
    expect(ran.code).toBe(code);
  },
  30_000,
);
