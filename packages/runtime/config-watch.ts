import { isDeepStrictEqual } from "node:util";
import { readConfig } from "./config.ts";
import type { Environment } from "./config-environment.ts";
import { LIVE_KEYS, type MonitorConfig } from "./config-schema.ts";
import type { Logger } from "./log.ts";
import { watchFiles } from "./watch-files.ts";

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

/**
 * Reloads the file whenever it changes, or one that a secret comes from. An edit that is not valid changes nothing and is
 * logged with its reasons.
 */
export async function watchConfig(watched: ConfigWatch): Promise<{ close(): void }> {
  const { file, environment, flags, config, log, onChange } = watched;
  let current = config;
  let settling: NodeJS.Timeout | undefined;
  let isClosed = false;
  let reading = Promise.resolve();
  const reload = async () => {
    try {
      const { config: written, secretFiles } = await readConfig(file, environment, flags);
      // One that is followed from now on may have changed since it was read.
      if (follow(secretFiles)) changed();
      const { next, changed: keys, waiting } = takeLive(current, written);
      if (waiting.length > 0) log.warn({ file, keys: waiting }, "config: these changes need a restart");
      if (keys.length === 0) return;
      current = next;
      log.info({ file, keys }, "config reloaded");
      onChange(next);
    } catch (error) {
      log.error({ err: error, file }, "config: the edit is not valid, the former one goes on");
    }
  };
  const changed = () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      reading = reading.then(reload);
    }, SETTLE_MS);
  };
  let followed = [file];
  let watching = watchFiles(followed, changed);
  const follow = (secretFiles: readonly string[]): boolean => {
    const files = [file, ...secretFiles];
    if (isClosed || isDeepStrictEqual(files, followed)) return false;
    const before = watching;
    watching = watchFiles(files, changed);
    before.close();
    followed = files;
    return true;
  };
  // It was valid a moment ago; if it is not any more, its change is seen by now.
  const { secretFiles } = await readConfig(file, environment, flags).catch(() => ({ secretFiles: [] }));
  follow(secretFiles);
  return {
    close() {
      isClosed = true;
      clearTimeout(settling);
      watching.close();
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
