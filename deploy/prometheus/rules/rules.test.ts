import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { promtoolIsThere } from "../testing/promtool.ts";
import { RULE_FILES } from "../rule-files.ts";

const whenThere = promtoolIsThere() ? test : test.skip;
const TESTS = globSync(join(import.meta.dirname, "tests", "*.test.yaml"));

whenThere.each(RULE_FILES)("promtool takes %s and finds no rule twice", (file) => {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "rules", "--lint-fatal", file], {
    encoding: "utf8",
  });
  expect({ status, out: stdout + stderr }).toEqual({ status: 0, out: expect.stringContaining("SUCCESS") });
});

whenThere("the rules give what their tests say", () => {
  expect(TESTS).toHaveLength(RULE_FILES.length);
  const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", ...TESTS], { encoding: "utf8" });
  expect({ status, out: stdout + stderr }).toEqual({ status: 0, out: expect.not.stringContaining("FAILED") });
});
