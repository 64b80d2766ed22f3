import { watch } from "node:fs";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadConfig } from "./config.ts";
import type { Environment } from "./config-environment.ts";
import { LIVE_KEYS, type MonitorConfig } from "./config-schema.ts";
import type { Logger } from "./log.ts";

export interface ConfigWatch {
  file: string;
  environment: Environment;
  flags?: Record<string, unknown>;
  /** What runs now. */
  config: MonitorConfig;
  log: Logger;
  /** Gets what runs from now on: the live keys of the file, the others as they were. */
  onChange: (config: MonitorConfig) => void;
}

const SETTLE_MS = 100;

/** Reloads the file whenever it changes. An edit that is not valid changes nothing and is logged with its reasons. */
export function watchConfig({ file, environment, flags, config, log, onChange }: ConfigWatch): {
  close(): void;
} {
  let current = config;
  let settling: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();
  const reload = async () => {
    try {
      const written = await loadConfig(file, environment, flags);
      const { next, changed, waiting } = takeLive(current, written);
      if (waiting.length > 0) log.warn({ file, keys: waiting }, "config: these changes need a restart");
      if (changed.length === 0) return;
      current = next;
      log.info({ file, keys: changed }, "config reloaded");
      onChange(next);
    } catch (error) {
      log.error({ err: error, file }, "config: the edit is not valid, the former one goes on");
    }
  };
  // The folder and not the file: editors and Kubernetes put a new file in its place.
  const watcher = watch(dirname(resolve(file)), () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      reading = reading.then(reload);
    }, SETTLE_MS);
  });
  return {
    close() {
      clearTimeout(settling);
      watcher.close();
    },
  };
}

/** What of the written config can be taken over, which keys that changes, and which wait for a restart. */
export function takeLive(
  current: MonitorConfig,
  written: MonitorConfig,
): { next: MonitorConfig; changed: string[]; waiting: string[] } {
  const keys = Object.keys({ ...current, ...written }) as (keyof MonitorConfig)[];
  const different = keys.filter((key) => !isDeepStrictEqual(current[key], written[key]));
  const isLive = (key: string) => (LIVE_KEYS as readonly string[]).includes(key);
  const live = Object.fromEntries(LIVE_KEYS.map((key) => [key, written[key]]));
  return {
    next: { ...current, ...live },
    changed: different.filter(isLive),
    waiting: different.filter((key) => !isLive(key)),
  };
}
