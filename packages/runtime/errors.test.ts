import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { ERROR_CODES } from "./errors.ts";

test("docs/errors.md lists exactly the codes there are, with their statuses", () => {
  const text = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| ([A-Z_]+)\s*\| (\d+)\s*\| (\d+)\s*\| ([^|]+?)\s*\|/gm)];
  const documented = rows.map(([, code, status, exit, title]) => [
    code,
    { status: Number(status), exit: Number(exit), title },
  ]);
  expect(Object.fromEntries(documented)).toEqual(ERROR_CODES);
});
