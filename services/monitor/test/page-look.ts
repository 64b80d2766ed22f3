import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@jest/globals";
import type { Page } from "playwright-core";

const EACH_ONCE = [
  ["en", "light"],
  ["zh", "dark"],
] as const;
const THE_OTHERS = [
  ["en", "dark"],
  ["zh", "light"],
] as const;

/** Each language and each theme once, since words have the same colours in both languages; all four for pictures. */
export const LOOKS = process.env.PAGE_PICTURES === undefined ? EACH_ONCE : [...EACH_ONCE, ...THE_OTHERS];

const WIDTHS = [1280, 390];

interface Look {
  baseUrl: string;
  /** Address of the page by the name of its picture. */
  pages: Readonly<Record<string, string>>;
  language: string;
  theme: string;
  /** Resolves when the page shows its data. */
  shown: (name: string) => Promise<unknown>;
}

/**
 * Wide and narrow: nothing that axe objects to, and nothing wider than the page. With the variable PAGE_PICTURES each is
 * kept as a picture in that folder.
 */
export async function checkLook(page: Page, { baseUrl, pages, language, theme, shown }: Look): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    const join = path.includes("?") ? "&" : "?";
    await page.goto(`${baseUrl}${path}${join}lang=${language}&theme=${theme}`);
    await shown(name);
    // What loads after the data; some pages ask all the time and are never idle.
    await page.waitForLoadState("networkidle", { timeout: 1000 }).catch(() => {});
    for (const width of WIDTHS) {
      // A page laid out anew, not loaded anew: half the time for the same pixels.
      await page.setViewportSize({ width, height: 900 });
      expect({ path, width, ...(await faultsOf(page)) }).toEqual({ path, width, found: [], overflow: 0 });
      await keepPicture(page, `${name}-${language}-${theme}-${width}`);
    }
  }
}

/** What axe objects to, as rule and first element, and by how many pixels the page is too wide. */
async function faultsOf(page: Page): Promise<{ found: unknown[]; overflow: number }> {
  // Pages have no frames, for which axe would open another page each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const overflow = await page.locator("html").evaluate((root) => {
    const { scrollWidth, clientWidth } = root as unknown as { scrollWidth: number; clientWidth: number };
    return scrollWidth - clientWidth;
  });
  return { found: violations.map(({ id, nodes }) => [id, nodes[0]?.html]), overflow };
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const { PAGE_PICTURES: folder } = process.env;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
