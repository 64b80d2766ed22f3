import { spawnSync } from "node:child_process";

export function promtoolIsThere(): boolean {
  return spawnSync("promtool", ["--version"]).status === 0;
}

/** What `promtool check metrics` says; empty when it takes the text. */
export function complaintsOfPromtool(text: string): string {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  return status === 0 ? "" : `exit ${status}: ${stdout}${stderr}`;
}
