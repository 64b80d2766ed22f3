import { flushOnExit } from "./exit-flush.ts";
import { hookModules, inactiveHooks } from "./module-hooks.ts";
import { settingsFrom } from "./settings.ts";
import { startTelemetry } from "./start.ts";

/** What the preload does: hook the module loaders, start the SDK, see whether the hooks work, flush at exit. */
export async function preload(): Promise<void> {
  if (settingsFrom({}, process.env).disabled) return;
  hookModules();
  const telemetry = startTelemetry();
  for (const complaint of await inactiveHooks()) {
    process.stderr.write(`[mystocks telemetry] HOOKS INACTIVE: ${complaint}\n`);
  }
  flushOnExit(telemetry, process);
}
