import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { withSizes } from "./table.ts";

const path = fileURLToPath(new URL("../../docs/scaling.md", import.meta.url));
await writeFile(path, withSizes(await readFile(path, "utf8")));
