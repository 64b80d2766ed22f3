import { spawnSync } from "node:child_process";

export function promtoolIsThere(): boolean {
  return spawnSync("promtool", ["--version"]).status === 0;
}
