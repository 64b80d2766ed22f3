import { MonitorError } from "@mystocks/runtime/errors";
import { runCommand } from "./commands/run-command.ts";

try {
  process.exitCode = await runCommand(process.argv.slice(2));
} catch (error) {
  const known = error instanceof MonitorError ? error : undefined;
  console.error(`mystocks-monitor: ${error instanceof Error ? error.message : String(error)}`);
  if (known?.remedy !== undefined) console.error(known.remedy);
  if (known === undefined) console.error(error);
  process.exitCode = known?.exitCode ?? 1;
}
