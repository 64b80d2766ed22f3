import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CheckResult } from "@mystocks/checks";

const MAIN = fileURLToPath(new URL("../../services/monitor/main.ts", import.meta.url));

/** What `mystocks-monitor contracts run` says, a process of its own. */
export async function runContractCommand(
  contract: string,
  databaseUrl: string,
  dataDir: string,
): Promise<CheckResult[]> {
  const child = spawn(
    process.execPath,
    [MAIN, "contracts", "run", contract, "--json", "--database-url", databaseUrl],
    {
      cwd: dataDir,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, MYSTOCKS_DATA_DIR: dataDir },
    },
  );
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  await once(child, "close");
  return (JSON.parse(output) as { checks: CheckResult[] }).checks;
}
