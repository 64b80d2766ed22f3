import { access } from "node:fs/promises";
import { chromium, type Browser } from "playwright-core";

const PLACES = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export async function openBrowser(): Promise<Browser> {
  for (const executablePath of PLACES) {
    const found =
      executablePath !== undefined &&
      (await access(executablePath).then(
        () => true,
        () => false,
      ));
    if (!found) continue;
    return chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  }
  throw new Error("No Chromium was found: install it (Debian: apt-get install chromium) or set CHROME_PATH.");
}
