// Leaves out of an installed tree what no running role reads: tests, their data, the dashboard's sources, type
// declarations and source maps of libraries. Takes the folder.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const DROPPED_FOLDERS = new Set([
  "test",
  "tests",
  "__tests__",
  "stack-test",
  "testing",
  "docs",
  "example",
  "examples",
  "benchmark",
]);
const DROPPED_FILES = /\.(test\.[cm]?[jt]s|d\.[cm]?ts|map|md|markdown|tsbuildinfo|snap)$/;
const DROPPED_LIBRARY_FILES = /\.([cm]?ts|flow|coffee)$/;

const [root] = process.argv.slice(2);
rmSync(join(root, "services/dashboard"), { recursive: true, force: true });
const counts = { files: 0, folders: 0 };
clean(root, false);
console.log(`left out ${counts.files} files and ${counts.folders} folders`);

function clean(folder, inLibrary) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) {
      // A library may be called "test" or keep code below such a name; those of the workspace may not.
      if (!inLibrary && DROPPED_FOLDERS.has(entry.name)) {
        rmSync(path, { recursive: true });
        counts.folders += 1;
      } else clean(path, inLibrary || entry.name === "node_modules");
    } else if (DROPPED_FILES.test(entry.name) || (inLibrary && DROPPED_LIBRARY_FILES.test(entry.name))) {
      rmSync(path);
      counts.files += 1;
    }
  }
}
