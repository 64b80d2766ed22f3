import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "../chart-files.ts";
import { command } from "../helm.ts";
import { startLoad } from "./load.ts";
import { RELEASE, type Space } from "./space.ts";

export interface Previous {
  /** Folder or address of the chart before this one; the history's when left out. */
  chart?: string;
  /** File that names that chart's images; this one's images when left out. */
  values?: string;
}

/** From the chart before this one while spans come: none is lost and none is there twice. */
export async function upgradeFromPrevious(space: Space, previous: Previous): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "previous-chart-"));
  try {
    const chart = previous.chart ?? chartOfHistory(folder);
    if (chart === undefined)
      return ["the history of this checkout does not reach the chart before: git fetch --unshallow"];
    space.open();
    const images = previous.values === undefined ? space.given : ["--values", previous.values];
    space.helm("install", RELEASE, chart, ...images);
  } finally {
    await rm(folder, { recursive: true });
  }
  space.ready();
  const before = space.kubectl(
    "get",
    "statefulset",
    `${RELEASE}-kafka`,
    "-o",
    "jsonpath={.metadata.labels.helm\\.sh/chart}",
  );
  const load = await startLoad(space);
  space.upgrade();
  space.ready();
  console.log(`      from ${before}`);
  return load.end();
}

/** And back again: the code of before runs on the schema of now. */
export async function rollback(space: Space): Promise<string[]> {
  const load = await startLoad(space);
  space.helm("rollback", RELEASE, "1");
  space.ready();
  return load.end();
}

/** The chart as it stood before its version became what it is; undefined when the history does not reach that far. */
function chartOfHistory(target: string): string | undefined {
  const folder = "helm/mystocks-monitor";
  const git = (...args: string[]) => command("git", ["-C", REPOSITORY, ...args]);
  const bump = git("log", "-1", "--format=%H", "-G^version:", "--", `${folder}/Chart.yaml`).out.trim();
  if (bump === "" || !git("cat-file", "-e", `${bump}^`).ok) return undefined;
  const packed = spawnSync("git", ["-C", REPOSITORY, "archive", `${bump}^`, folder], { maxBuffer: 1 << 26 });
  spawnSync("tar", ["-x", "-C", target], { input: packed.stdout });
  return join(target, folder);
}
