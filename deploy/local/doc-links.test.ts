import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");
const PAGES = globSync(["docs/**/*.md", "*.md", "bench/README.md", "helm/*/README.md"], { cwd: ROOT });
const CHINESE = PAGES.filter((page) => page.endsWith(".zh-CN.md"));

const read = (page: string) => readFileSync(join(ROOT, page), "utf8");

/** Targets of links within the repository, without code. */
function linksOf(page: string): string[] {
  const prose = read(page)
    .replaceAll(/^```.*?^```$/gms, "")
    .replaceAll(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub names headings; of two alike the second is not told apart. */
function anchorsOf(page: string): Set<string> {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!);
  const anchor = (text: string) =>
    text
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
  return new Set(headings.map(anchor));
}

test.each(PAGES)("links of %s lead to pages and headings that are there", (page) => {
  const broken = linksOf(page).filter((target) => {
    const [path = "", anchor] = target.split("#", 2);
    const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(decodeURIComponent(anchor));
  });
  expect(broken).toEqual([]);
});

test.each(CHINESE)("%s and its English page lead to each other", (page) => {
  const english = page.replace(".zh-CN", "");
  const inFolder = (path: string) => relative(dirname(page), path);
  expect(linksOf(page)).toContain(inFolder(english));
  expect(linksOf(english)).toContain(inFolder(page));
});
