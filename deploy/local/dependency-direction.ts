import { posix } from "node:path";

import type { ImportStatement } from "./import-statements.ts";

/** A folder with a package.json. */
export type Workspace = {
  name: string;
  /** From the root, `packages/histogram`. */
  folder: string;
  /** Keys of `exports`: ".", "./register". */
  exports: string[];
  dependencies: string[];
  devDependencies: string[];
  /** Command lines of `scripts`; a file that one of them names runs in development only. */
  scripts: string[];
};

export type Repository = {
  workspaces: Workspace[];
  /** What the root's package.json offers to every test. */
  testTools: string[];
};

export type Problem = { line: number; what: string; wayOut: string };
type Finding = Omit<Problem, "line">;

const PURE = new Set(["histogram", "otlp", "events", "promql", "rules", "calendar", "checks", "near-match"]);
// promql reads the histogram; what else it imports is held to the pure ones.
const ALONE = new Set(["histogram", "telemetry", "cache", "calendar"]);
// What a pure package may have of Node: nothing that reads, writes, waits or listens.
const PURE_NODE_MODULES = new Set(["node:crypto", "node:buffer", "node:util", "node:assert"]);
const TYPES_ONLY = "types only";
// Schemas and declarations of routes: the api describes every service's in one document.
const CONTRACT = "contract";
const CONTRACT_ENTRIES = new Set(["", "/declarations"]);
const SERVICE_IMPORTS: Record<string, Record<string, string>> = {
  api: { alerting: CONTRACT, quality: CONTRACT },
  dashboard: { alerting: TYPES_ONLY, api: TYPES_ONLY, quality: TYPES_ONLY, realtime: TYPES_ONLY },
};

/** What is wrong with a file's imports; `path` from the root. */
export function directionProblems(
  path: string,
  statements: ImportStatement[],
  repository: Repository,
): Problem[] {
  const home = repository.workspaces.find(({ folder }) => path.startsWith(`${folder}/`));
  if (home === undefined) return [];
  return statements.flatMap((statement) => {
    const finding = judge(path, statement, home, repository);
    return finding === undefined ? [] : [{ line: statement.line, ...finding }];
  });
}

function judge(
  path: string,
  statement: ImportStatement,
  home: Workspace,
  repository: Repository,
): Finding | undefined {
  const { specifier } = statement;
  if (specifier.startsWith(".")) return leavesHome(path, specifier, home);
  if (specifier.startsWith("node:")) return isTest(path) ? undefined : ioInPure(specifier, home);
  const name = packageName(specifier);
  const target = repository.workspaces.find((workspace) => workspace.name === name);
  return (
    (target === undefined ? undefined : deepImport(specifier, target)) ??
    undeclared(path, statement, home, repository) ??
    (target === undefined || isTest(path) ? undefined : wrongDirection(statement, home, target))
  );
}

function leavesHome(path: string, specifier: string, home: Workspace): Finding | undefined {
  const reached = posix.join(posix.dirname(path), specifier);
  if (reached.startsWith(`${home.folder}/`)) return undefined;
  return {
    what: `${specifier} reaches into another folder with a package.json`,
    wayOut: "import a package by its name, and from its index.ts only",
  };
}

function ioInPure(specifier: string, home: Workspace): Finding | undefined {
  if (!isPure(home) || PURE_NODE_MODULES.has(specifier)) return undefined;
  return {
    what: `pure package ${home.name} imports ${specifier}`,
    wayOut: "take what it reads as an argument and do the I/O in the caller",
  };
}

function deepImport(specifier: string, target: Workspace): Finding | undefined {
  const entry = `.${specifier.slice(target.name.length)}`;
  if (target.exports.includes(entry)) return undefined;
  return {
    what: `deep import ${specifier}`,
    wayOut: `import from "${target.name}"; export the name from its index.ts if it is missing`,
  };
}

function undeclared(
  path: string,
  { specifier, typeOnly }: ImportStatement,
  home: Workspace,
  { testTools }: Repository,
): Finding | undefined {
  const name = packageName(specifier);
  if (home.dependencies.includes(name)) return undefined;
  const inDevelopment = typeOnly || isTest(path) || isTool(path, home);
  const types = `@types/${name.replace(/^@/, "").replace("/", "__")}`;
  if (inDevelopment && home.devDependencies.includes(name)) return undefined;
  if (typeOnly && home.devDependencies.includes(types)) return undefined;
  if (isTest(path) && testTools.includes(name)) return undefined;
  const list = inDevelopment ? "devDependencies" : "dependencies";
  return {
    what: `${name} is not in ${list} of ${home.name}`,
    wayOut: `add it to ${list} in ${home.folder}/package.json, or do without`,
  };
}

function wrongDirection(
  { specifier, typeOnly }: ImportStatement,
  home: Workspace,
  target: Workspace,
): Finding | undefined {
  const what = `${home.name} imports ${target.name}`;
  const from = shortName(home);
  if (home.folder.startsWith("packages/")) {
    if (target.folder.startsWith("services/"))
      return {
        what,
        wayOut: "packages know no services: pass the part in, or move what is shared to a package",
      };
    if (ALONE.has(from))
      return { what, wayOut: `${home.name} stands on its own: copy the few lines, or pass them in` };
    if (isPure(home) && !isPure(target))
      return { what, wayOut: `a pure package imports only pure ones: ${[...PURE].join(", ")}` };
    return undefined;
  }
  if (!home.folder.startsWith("services/") || !target.folder.startsWith("services/")) return undefined;
  if (from === "monitor") return undefined;
  const allowed = SERVICE_IMPORTS[from]?.[shortName(target)];
  if (allowed === undefined)
    return {
      what,
      wayOut: "services meet over the bus and the store only: move what is shared to a package",
    };
  if (allowed === TYPES_ONLY && !typeOnly) return { what: `${what}, code too`, wayOut: "use `import type`" };
  if (allowed === CONTRACT && !CONTRACT_ENTRIES.has(specifier.slice(target.name.length)))
    return { what: `${what} beyond its contract`, wayOut: `import from "${target.name}" only` };
  return undefined;
}

function isPure(workspace: Workspace): boolean {
  return workspace.folder.startsWith("packages/") && PURE.has(shortName(workspace));
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/(?:test|testing|stack-test|long-test|fixtures)\//.test(path);
}

function isTool(path: string, { folder, scripts }: Workspace): boolean {
  const inHome = path.slice(folder.length + 1);
  return /\.config\.m?ts$/.test(path) || scripts.some((script) => script.split(" ").includes(inHome));
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function shortName({ folder }: Workspace): string {
  return posix.basename(folder);
}
