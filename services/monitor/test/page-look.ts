import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@jest/globals";
import type { Page } from "playwright-core";

export const LOOKS = ["en", "zh"].flatMap((language) =>
  ["light", "dark"].map((theme) => [language, theme] as const),
);

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
  const { PAGE_PICTURES: pictures } = process.env;
  for (const [name, path] of Object.entries(pages)) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${baseUrl}${path}?lang=${language}&theme=${theme}`);
      await shown(name);
      await page.waitForLoadState("networkidle", { timeout: 2000 }).catch(() => {});
      const { violations } = await new AxeBuilder({ page }).analyze();
      const overflow = await page.locator("html").evaluate((root) => {
        const { scrollWidth, clientWidth } = root as unknown as { scrollWidth: number; clientWidth: number };
        return scrollWidth - clientWidth;
      });
      const found = violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
      expect({ path, width, found, overflow }).toEqual({ path, width, found: [], overflow: 0 });
      if (pictures !== undefined)
        await page.screenshot({
          path: `${pictures}/${name}-${language}-${theme}-${width}.png`,
          fullPage: true,
        });
    }
  }
}
