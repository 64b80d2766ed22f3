import { expect, test } from "@jest/globals";
import type { Instrumentation } from "@opentelemetry/instrumentation";

import { HOOKED_MODULES, instrumentationsFor } from "./instrumentations.ts";
import { settingsFrom } from "./settings.ts";

function modulesOf(instrumentation: Instrumentation): string[] {
  instrumentation.disable();
  // Not public, but the only place where the truth stands.
  const modules = (Reflect.get(instrumentation, "_modules") ?? []) as { name: string }[];
  return modules.map(({ name }) => name);
}

test("every module an instrumentation wants is hooked when imported, and no other", () => {
  const wanted = instrumentationsFor(settingsFrom({}, {})).flatMap(modulesOf);
  expect(new Set(HOOKED_MODULES)).toEqual(new Set(wanted));
});

test("what the environment turns off is not there", () => {
  const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "pg,http,express,ioredis,kafkajs" };
  const left = instrumentationsFor(settingsFrom({}, env));
  for (const instrumentation of left) instrumentation.disable();
  expect(left.map(({ instrumentationName }) => instrumentationName)).toEqual([
    "@opentelemetry/instrumentation-undici",
  ]);
});
