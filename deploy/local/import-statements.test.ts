import { expect, test } from "@jest/globals";

import { importStatements } from "./import-statements.ts";

test("every form of import is seen, with its line", () => {
  const text = [
    'import pg from "pg";',
    'import type { A } from "a";',
    "import {",
    "  b,",
    "  type C,",
    '} from "b";',
    'import "side-effect";',
    'export { d } from "./d.ts";',
    'export type { E } from "e";',
    'const f = () => import("f");',
    'let g: typeof import("g");',
  ].join("\n");
  expect(importStatements(text)).toEqual([
    { specifier: "pg", line: 1, typeOnly: false },
    { specifier: "a", line: 2, typeOnly: true },
    { specifier: "b", line: 3, typeOnly: false },
    { specifier: "side-effect", line: 7, typeOnly: false },
    { specifier: "./d.ts", line: 8, typeOnly: false },
    { specifier: "e", line: 9, typeOnly: true },
    { specifier: "f", line: 10, typeOnly: false },
    { specifier: "g", line: 11, typeOnly: true },
  ]);
});

test("an export without a source and a comment are no import", () => {
  expect(importStatements('export const from = 1;\n// import("x")\nconst text = "a";\n')).toEqual([]);
});
