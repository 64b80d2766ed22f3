// Dependencies point one way: services to packages, pure packages to pure ones. Fails on any that does not.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { directionProblems } from "./dependency-direction.ts";
import { importStatements } from "./import-statements.ts";

const root = join(import.meta.dirname, "..", "..");
const SKIPPED = ["node_modules", "dist", "fixtures"];
const repository = {
  workspaces: find("{packages/*,services/*,bench}/package.json").map(readWorkspace),
  testTools: Object.keys(readManifest("package.json").devDependencies),
};
const files = find("{packages,services,bench}/**/*.{ts,tsx}");
let count = 0;
for (const path of files) {
  const statements = importStatements(readFileSync(join(root, path), "utf8"));
  for (const { line, what, wayOut } of directionProblems(path, statements, repository)) {
    console.error(`${path}:${line}  ${what}; ${wayOut}`);
    count += 1;
  }
}
console.log(`direction: ${files.length} files in ${repository.workspaces.length} folders, ${count} problems`);
process.exitCode = count > 0 || files.length === 0 ? 1 : 0;

function find(pattern) {
  return globSync(pattern, { cwd: root, exclude: (name) => SKIPPED.includes(name.split("/").at(-1)) })
    .filter((path) => existsSync(join(root, path)))
    .sort();
}

function readManifest(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

function readWorkspace(path) {
  const { name, exports = {}, dependencies = {}, devDependencies = {}, scripts = {} } = readManifest(path);
  return {
    name,
    folder: dirname(path),
    exports: Object.keys(exports),
    dependencies: Object.keys(dependencies),
    devDependencies: Object.keys(devDependencies),
    scripts: Object.values(scripts),
  };
}
