import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { benchNames } from "./catalogue.ts";

function bench(...args: string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, "run.ts"), ...args], { encoding: "utf8" });
}

test("without a name it lists the benches", () => {
  const { status, stdout } = bench();
  expect(status).toBe(0);
  expect(stdout).toContain("percentiles");
});

test.each([[["nonsense"]], [["percentiles", "ingest"]], [["percentiles", "--fast"]]])(
  "%p is refused with the benches there are and exit 2",
  (args) => {
    const { status, stderr } = bench(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(`benches: ${benchNames().join(", ")}`);
  },
);
