import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import { dashboardFiles } from "./dashboard-files.ts";

// Writes the dashboards anew: `node generate.ts [--public-url https://monitor.example] [--to FOLDER]`.
const { values } = parseArgs({ options: { "public-url": { type: "string" }, to: { type: "string" } } });
const folder = values.to ?? import.meta.dirname;
rmSync(join(folder, "dashboards"), { recursive: true, force: true });
for (const { path, text } of dashboardFiles(values["public-url"])) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
