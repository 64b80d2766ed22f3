import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CHART, chartFiles } from "./chart-files.ts";

for (const [name, text] of await chartFiles()) {
  const path = join(CHART, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
