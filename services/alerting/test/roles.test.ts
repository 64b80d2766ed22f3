import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import { declarations } from "../declarations.ts";
import { startServed } from "./served-alerting.ts";
import { until } from "./until.ts";

const ROLES = ["nobody", "viewer", "operator", "admin"] as const;
const RULES = `
groups:
  - name: always
    rules:
      - { alert: Always, expr: vector(1) }
`;

let database: TestDatabase;
let folder: string;
let served: Awaited<ReturnType<typeof startServed>>;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "always.yml"), RULES);
  served = await startServed(database.url, { rules: [join(folder, "*.yml")], defaultRules: false });
});
afterAll(async () => {
  await served.life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

test.each(Object.entries(declarations))(
  "%s is refused to every role below the one it needs",
  async (_, route) => {
    const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, (__, name: string) => (name === "name" ? "a.yml" : "1"))}`;
    const needed = ROLES.indexOf(route.needs);
    for (const [rank, role] of ROLES.entries()) {
      const body = route.method === "get" || route.method === "delete" ? undefined : {};
      const { status, body: answer } = await served.ask(role, route.method.toUpperCase(), path, body);
      if (rank >= needed) expect([401, 403]).not.toContain(status);
      else if (role === "nobody") expect([status, answer.code]).toEqual([401, "UNAUTHENTICATED"]);
      else expect([status, answer.code]).toEqual([403, "FORBIDDEN"]);
    }
  },
);

test("every change that somebody may make is in the audit with who made it", async () => {
  const id = await alertId();
  const changes: [declaration: keyof typeof declarations, path: string, body: unknown][] = [
    ["acknowledgeAlert", `/alerts/${id}/acknowledge`, { comment: "on it" }],
    ["reopenAlert", `/alerts/${id}/reopen`, {}],
    ["assignAlert", `/alerts/${id}/assign`, { assignee: "dba" }],
    ["closeAlert", `/alerts/${id}/close`, { notes: "done" }],
    [
      "saveSilence",
      "/silences",
      { matchers: [{ name: "alertname", value: "Always" }], for: "1h", comment: "move" },
    ],
    [
      "saveRuleFile",
      "/rules/files/saved.yml",
      { content: RULES.replaceAll("lways", "gain"), comment: "more" },
    ],
  ];
  for (const [declaration, path, body] of changes) {
    const before = await audited();
    const { method, needs } = declarations[declaration];
    const answer = await served.ask(needs, method.toUpperCase(), `/api/v1${path}`, body);
    expect([declaration, answer.status]).toEqual([declaration, 200]);
    expect((await audited()).slice(0, 1)).toMatchObject([{ actor: needs }]);
    expect(await audited()).toHaveLength(before.length + 1);
  }
  const { body } = await served.ask("viewer", "GET", "/api/v1/silences");
  const before = await audited();
  expect(
    (await served.ask("operator", "DELETE", `/api/v1/silences/${body.items[0].id}`)).status,
  ).toBeLessThan(300);
  expect(await audited()).toHaveLength(before.length + 1);
  // What changes nothing, and what there is none of, leaves no trace.
  await served.ask("operator", "DELETE", `/api/v1/silences/${randomUUID()}`);
  expect(await audited()).toHaveLength(before.length + 1);
  const changing = Object.entries(declarations).filter(([, { needs }]) => needs !== "viewer");
  expect(changing.map(([name]) => name).sort()).toEqual(
    [...changes.map(([name]) => name), "endSilence", "readAudit"].sort(),
  );
});

async function alertId(): Promise<string> {
  let id: string | undefined;
  await until(async () => {
    const { body } = await served.ask("viewer", "GET", "/api/v1/alerts?condition=live");
    id = body.items[0]?.id;
    return id !== undefined;
  });
  return id!;
}

async function audited(): Promise<{ actor: string; action: string }[]> {
  const { body } = await served.ask("admin", "GET", "/api/v1/audit");
  return body.items;
}
