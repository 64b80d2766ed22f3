import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { execFile } from "node:child_process";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SAID = "\nLOADED ";
/** Runs before the command, and says at its end what has been loaded. */
const PRELOAD = `
  import { registerHooks } from "node:module";
  import { writeSync } from "node:fs";
  const loaded = [];
  registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
  process.on("exit", () => writeSync(2, ${JSON.stringify(SAID)} + JSON.stringify(loaded)));
`;

/** What a command line of Node loads: folders of this repository such as `services/recorder`, and names of npm packages. */
export async function loadedBy(args: readonly string[]): Promise<Set<string>> {
  const preload = `data:text/javascript,${encodeURIComponent(PRELOAD)}`;
  const command = ["--import", preload, ...args];
  const ended = await promisify(execFile)(process.execPath, command, { cwd: ROOT }).catch(
    (failed: { stderr: string }) => failed,
  );
  const urls = JSON.parse(ended.stderr.split(SAID).at(-1)!) as string[];
  return new Set(urls.flatMap((url) => originOf(url) ?? []));
}

function originOf(url: string): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  const path = fileURLToPath(url);
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return installed ?? /^(?:packages|services)\/[^/]+/.exec(path.slice(ROOT.length))?.[0];
}
