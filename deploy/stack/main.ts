import { runStackCommand } from "./commands/run-command.ts";

try {
  process.exitCode = await runStackCommand(process.argv.slice(2), { say: console.log });
} catch (error) {
  console.error(`stack: ${error instanceof Error ? error.message : String(error)}`);
  const { remedy, cause } = error as { remedy?: string; cause?: Error };
  if (cause !== undefined) console.error(`because: ${cause.message}`);
  if (remedy !== undefined) console.error(remedy);
  process.exitCode = 1;
}
