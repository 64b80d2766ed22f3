import type nodeHttp from "node:http";
import { createRequire, register } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";

import { isWrapped } from "@opentelemetry/instrumentation";

import { HOOKED_MODULES } from "./instrumentations.ts";

/** Of import-in-the-middle, which has no declared entry for these two files. */
interface Middle {
  addHook(hook: (url: string, namespace: Record<string, unknown>) => void): void;
  removeHook(hook: (url: string, namespace: Record<string, unknown>) => void): void;
}
interface SyncHooks {
  register(options: { include: string[] }): void;
  supportsSyncHooks(): boolean;
}

const here = createRequire(import.meta.url);
// The very copy that the instrumentations use: hooks of another copy are registered nowhere, without an error.
const instrumentation = createRequire(here.resolve("@opentelemetry/instrumentation"));
const probeUrl = new URL(`./hook-probe${extname(import.meta.url)}`, import.meta.url).href;

/** Lets the instrumentations see `import`s. `require`s they see by themselves. */
export function hookModules(): void {
  const include = [...HOOKED_MODULES, probeUrl];
  const sync = instrumentation("import-in-the-middle/register-hooks.mjs") as SyncHooks;
  if (sync.supportsSyncHooks()) return sync.register({ include });
  const loader = pathToFileURL(instrumentation.resolve("import-in-the-middle/hook.mjs"));
  register(loader, { data: { include } });
}

/** @returns a complaint for each way in which modules would be loaded without instrumentation */
export async function inactiveHooks(): Promise<string[]> {
  const complaints = [];
  if (!(await importIsHooked())) {
    complaints.push(
      "ESM imports are not seen, so express, pg and the others make no spans when imported. " +
        "Start the app with `node --import @mystocks/telemetry/register app.js`, before any other loader.",
    );
  }
  if (!requireIsHooked()) {
    complaints.push(
      "require() is not seen, so CommonJS modules make no spans. Is another tool replacing Module.require?",
    );
  }
  for (const name of strangers()) {
    complaints.push(
      `${name} uses another copy of import-in-the-middle; reinstall so that there is one (npm dedupe).`,
    );
  }
  return complaints;
}

async function importIsHooked(): Promise<boolean> {
  const middle = instrumentation("import-in-the-middle") as Middle;
  const answer = (url: string, namespace: Record<string, unknown>) => {
    if (url === probeUrl) namespace["probe"] = "hooked";
  };
  middle.addHook(answer);
  const { probe } = await import("./hook-probe.ts");
  middle.removeHook(answer);
  return probe === "hooked";
}

/** The http instrumentation replaces `emit` as soon as somebody requires http. */
function requireIsHooked(): boolean {
  const http = here("http") as typeof nodeHttp;
  return isWrapped(Reflect.get(http.Server.prototype, "emit"));
}

function strangers(): string[] {
  const ours = instrumentation.resolve("import-in-the-middle");
  const names = ["http", "express", "pg", "ioredis", "kafkajs", "undici"].map(
    (name) => `@opentelemetry/instrumentation-${name}`,
  );
  return names.filter((name) => {
    const base = createRequire(createRequire(here.resolve(name)).resolve("@opentelemetry/instrumentation"));
    return base.resolve("import-in-the-middle") !== ours;
  });
}
