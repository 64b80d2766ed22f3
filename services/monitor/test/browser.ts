import { spawnSync } from "node:child_process";
import { chromium, type Browser } from "playwright-core";
import { BROWSERS, findProgram } from "./needed-program.ts";

export async function openBrowser(): Promise<Browser> {
  const name = findProgram(BROWSERS);
  if (name === undefined)
    throw new Error(
      "No Chromium was found: install it (Debian: apt-get install chromium) or set CHROME_PATH.",
    );
  const executablePath = spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}
