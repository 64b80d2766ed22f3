// What CI asks of a commit, in the order in which it is quickest to fail. `--without-tests` leaves out jest.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const steps = [
  ["format", "prettier", "--check", "--log-level", "warn", "."],
  ["lint", "oxlint", "--type-aware", "--deny-warnings"],
  ["types", "tsc", "-p", "."],
  ["types (dashboard)", "tsc", "-p", "services/dashboard"],
  ["direction", process.execPath, "deploy/local/direction.mjs"],
  ["dead exports", "knip"],
  ["unit tests", process.execPath, "deploy/local/jest.mjs", "--selectProjects", "unit"],
];
if (process.argv.includes("--without-tests")) steps.pop();
const failed = [];
for (const [name, command, ...args] of steps) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` },
  });
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name}`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`npm run check: ${failed.join(", ")} failed`);
process.exit(failed.length > 0 ? 1 : 0);
