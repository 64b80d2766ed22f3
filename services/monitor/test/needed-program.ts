import { spawnSync } from "node:child_process";
import { test } from "@jest/globals";

/** Chromium, or the browser that CHROME_PATH names. */
export const BROWSERS = [process.env.CHROME_PATH, "chromium", "chromium-browser", "google-chrome"];

export function findProgram(names: readonly (string | undefined)[]): string | undefined {
  return names.find((name) => name !== undefined && spawnSync(name, ["--version"]).status === 0);
}

/** A newcomer's machine may lack a browser or Python: such tests are skipped there, in sight. CI must have them. */
export function testWith(names: readonly (string | undefined)[]): typeof test {
  const isNeeded = process.env.CI === "true";
  return isNeeded || findProgram(names) !== undefined ? test : (test.skip as typeof test);
}
