import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PAGES, withSizes } from "./table.ts";

for (const [page, words] of Object.entries(PAGES)) {
  const path = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url));
  await writeFile(path, withSizes(await readFile(path, "utf8"), words));
}
