import { expect, test } from "@jest/globals";

import { directionProblems, type Repository, type Workspace } from "./dependency-direction.ts";
import { importStatements } from "./import-statements.ts";

const repository: Repository = {
  testTools: ["fast-check"],
  workspaces: [
    workspace("packages/histogram", [], { devDependencies: ["@mystocks/embedded-postgres"] }),
    workspace("packages/otlp", ["@mystocks/histogram", "@mystocks/store"]),
    workspace("packages/store", ["pg", "@mystocks/histogram", "@mystocks/api"], {
      devDependencies: ["@types/pg", "@types/express", "@mystocks/embedded-postgres"],
      scripts: ["node write-schema.ts"],
    }),
    workspace("packages/embedded-postgres", []),
    workspace("packages/telemetry", ["@mystocks/histogram"]),
    workspace("services/api", ["@mystocks/store", "@mystocks/recorder", "@mystocks/alerting"], {
      exports: [".", "./app"],
    }),
    workspace("services/alerting", [], { exports: [".", "./app"] }),
    workspace("services/recorder", ["@mystocks/otlp"]),
    workspace("services/dashboard", ["@mystocks/api"]),
    workspace("services/monitor", ["@mystocks/api", "@mystocks/recorder"]),
    workspace("bench", ["@mystocks/recorder"]),
  ],
};

test.each([
  ["a service imports a package", "services/api/app.ts", 'import { a } from "@mystocks/store";'],
  [
    "a service imports an exported path",
    "services/monitor/main.ts",
    'import { a } from "@mystocks/api/app";',
  ],
  ["the monitor imports any service", "services/monitor/main.ts", 'import { a } from "@mystocks/recorder";'],
  [
    "the dashboard imports contract types",
    "services/dashboard/src/a.ts",
    'import type { A } from "@mystocks/api";',
  ],
  ["the api describes alerting's routes", "services/api/a.ts", 'import { a } from "@mystocks/alerting";'],
  ["a bench imports a service", "bench/ingest/bench.ts", 'import { a } from "@mystocks/recorder";'],
  ["a pure package imports a pure one", "packages/otlp/a.ts", 'import { a } from "@mystocks/histogram";'],
  ["a pure package hashes", "packages/otlp/a.ts", 'import { createHash } from "node:crypto";'],
  ["a pure package's test reads a file", "packages/otlp/a.test.ts", 'import { a } from "node:fs";'],
  ["a test uses the root's tools", "packages/otlp/a.test.ts", 'import * as fc from "fast-check";'],
  [
    "a test uses devDependencies",
    "packages/store/test/a.ts",
    'import { a } from "@mystocks/embedded-postgres";',
  ],
  [
    "a script uses devDependencies",
    "packages/store/write-schema.ts",
    'import { a } from "@mystocks/embedded-postgres";',
  ],
  ["types come from @types", "packages/store/a.ts", 'import type { Request } from "express";'],
  ["a file of the same package", "packages/store/queries/a.ts", 'import { a } from "../pool.ts";'],
])("%s: allowed", (_promise, path, text) => {
  expect(directionProblems(path, importStatements(text), repository)).toEqual([]);
});

test.each([
  ["packages/store/a.ts", 'import { a } from "@mystocks/api";', "@mystocks/store imports @mystocks/api"],
  ["packages/otlp/a.ts", 'import { a } from "@mystocks/store";', "@mystocks/otlp imports @mystocks/store"],
  [
    "packages/telemetry/a.ts",
    'import { a } from "@mystocks/histogram";',
    "@mystocks/telemetry imports @mystocks/histogram",
  ],
  [
    "packages/otlp/a.ts",
    'import { a } from "node:fs/promises";',
    "pure package @mystocks/otlp imports node:fs/promises",
  ],
  [
    "services/api/a.ts",
    'import { a } from "@mystocks/recorder";',
    "@mystocks/api imports @mystocks/recorder",
  ],
  [
    "services/api/a.ts",
    'import { a } from "@mystocks/alerting/app";',
    "@mystocks/api imports @mystocks/alerting beyond its contract",
  ],
  [
    "services/dashboard/src/a.ts",
    'import { a } from "@mystocks/api";',
    "@mystocks/dashboard imports @mystocks/api, code too",
  ],
  [
    "services/api/a.ts",
    'import { a } from "@mystocks/store/pool.ts";',
    "deep import @mystocks/store/pool.ts",
  ],
  [
    "services/api/a.ts",
    'import { a } from "../../packages/store/pool.ts";',
    "../../packages/store/pool.ts reaches into another folder with a package.json",
  ],
  ["services/api/a.ts", 'import pg from "pg";', "pg is not in dependencies of @mystocks/api"],
  [
    "packages/store/a.ts",
    'import express from "express";',
    "express is not in dependencies of @mystocks/store",
  ],
  [
    "packages/otlp/a.ts",
    'import * as fc from "fast-check";',
    "fast-check is not in dependencies of @mystocks/otlp",
  ],
  ["packages/otlp/a.test.ts", 'import pg from "pg";', "pg is not in devDependencies of @mystocks/otlp"],
])("%s: %s is refused with a way out", (path, text, what) => {
  expect(directionProblems(path, importStatements(`\n${text}`), repository)).toEqual([
    { line: 2, what, wayOut: expect.stringMatching(/\w/) },
  ]);
});

function workspace(folder: string, dependencies: string[], more: Partial<Workspace> = {}): Workspace {
  const name = `@mystocks/${folder.split("/").at(-1)}`;
  return { name, folder, exports: ["."], dependencies, devDependencies: [], scripts: [], ...more };
}
