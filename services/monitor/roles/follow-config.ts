import { watchConfig, type Lifecycle, type Logger, type MonitorConfig } from "@mystocks/runtime";
import { exists } from "../embedded/data-folders.ts";
import type { RunningRole } from "./parts.ts";

export interface ConfigSource {
  file: string;
  environment: Record<string, string | undefined>;
}

/** Takes over what may change while it runs whenever the file is edited; without a file there is nothing to follow. */
export async function followConfig(
  { file, environment }: ConfigSource,
  { config, log, roles }: { config: MonitorConfig; log: Logger; roles: () => readonly RunningRole[] },
  life: Lifecycle,
): Promise<void> {
  if (!(await exists(file))) return;
  const watch = await watchConfig({
    file,
    environment,
    config,
    log,
    onChange(next) {
      Object.assign(config, next);
      for (const role of roles())
        role
          .reload?.(next)
          .catch((error: unknown) => log.error({ err: error }, "config: a role goes on as before"));
    },
  });
  life.onStop("config watch", () => watch.close());
}
