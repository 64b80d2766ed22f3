import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { prometheusText } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { serveAlerting } from "./served-alerting.ts";
import { until } from "./until.ts";

const rulesOf = (name: string, expr = "pushed > 0.5") => `
groups:
  - name: disk
    rules:
      - alert: ${name}
        expr: ${expr}
        labels: { severity: warning }
`;

let database: TestDatabase;
let folder: string;
let pool: ReturnType<typeof openStorePool>;
let replica: GaugeAlerting;
let served: Awaited<ReturnType<typeof serveAlerting>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "disk.yml"), rulesOf("First"));
  pool = openStorePool({ url: database.url, max: 4, applicationName: "rule-files-test" }, () => {});
  const config = { defaultRules: false, rules: [join(folder, "*.yml")] };
  replica = await GaugeAlerting.start(database.url, config, { gauges: { a: 1 } });
  served = await serveAlerting(replica.alerting, { pool, life: replica.life });
});
afterEach(async () => {
  await replica.stop();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const metrics = () => prometheusText(replica.alerting.families());

async function rules(): Promise<{ names: string[]; problems: string }> {
  const { body } = await served.ask("viewer", "GET", "/api/v1/rules");
  return {
    names: body.groups.flatMap((group: { rules: { name: string }[] }) => group.rules.map(({ name }) => name)),
    problems: JSON.stringify(body.problems),
  };
}

test("a file that changes is in force within seconds, one that breaks changes nothing and is named", async () => {
  expect((await rules()).names).toEqual(["First"]);
  await writeFile(join(folder, "disk.yml"), rulesOf("Second"));
  await until(async () => (await rules()).names.join() === "Second");
  await writeFile(join(folder, "disk.yml"), rulesOf("Third", "pushed >"));
  await until(async () => (await rules()).problems.includes("disk.yml"));
  expect((await rules()).names).toEqual(["Second"]);
  expect(metrics()).toContain('mystocks_config_last_reload_successful{kind="rules"} 0');
  await writeFile(join(folder, "more.yml"), rulesOf("More").replace("name: disk", "name: more"));
  await writeFile(join(folder, "disk.yml"), rulesOf("Fourth"));
  await until(async () => (await rules()).names.join() === "Fourth,More");
  expect((await rules()).problems).toBe("[]");
  expect(metrics()).toContain('mystocks_config_last_reload_successful{kind="rules"} 1');
});
