import { expect, test } from "@jest/globals";
import { loadedBy } from "../testing/loaded-modules.ts";

const CONTRACT = "services/market-data/contracts/daily_kline.odcs.yaml";
const RULES = "services/alerting/default-rules/operations.yml";
const NOWHERE = "postgresql://nobody@127.0.0.1:1/none";

test.each([
  { command: ["help"], services: [], packages: ["runtime"], installed: [] },
  {
    command: ["rules", "check", RULES],
    services: [],
    packages: ["calendar", "near-match", "promql", "rules", "runtime"],
    installed: ["@prometheus-io/lezer-promql", "yaml"],
  },
  {
    command: ["contracts", "run", CONTRACT, "--json", "--database-url", NOWHERE],
    services: ["quality"],
    packages: ["calendar", "checks", "near-match", "runtime", "schedule"],
    installed: ["ajv", "libpg-query", "pg", "yaml", "zod"],
  },
])("$command.0 loads what it needs and no role", async ({ command, services, packages, installed }) => {
  const loaded = await loadedBy(["services/monitor/main.ts", ...command]);
  const ours = [...loaded].filter((from) => /^(packages|services)\//.test(from)).sort();
  expect(ours).toEqual(
    [
      ...packages.map((name) => `packages/${name}`),
      ...["monitor", ...services].map((name) => `services/${name}`),
    ].sort(),
  );
  for (const name of installed) expect(loaded).toContain(name);
  for (const name of ["express", "socket.io", "kafkajs", "nodemailer", "@opentelemetry/sdk-metrics"])
    expect(loaded).not.toContain(name);
});
