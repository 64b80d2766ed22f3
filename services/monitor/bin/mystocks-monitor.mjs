#!/usr/bin/env node
// Runs on any Node from 20 on and hands over to the repository's own Node 24.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [join(root, "deploy/local/run.mjs"), join(root, "services/monitor/main.ts"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
