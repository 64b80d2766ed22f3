import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { dumpSchema } from "../dump-schema.ts";
import { openStorePool, storeTemplate } from "../index.ts";

test("schema.sql is what the migrations add up to (node packages/store/write-schema.ts writes it)", async () => {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, applicationName: "test" });
  const dumped = await dumpSchema(pool);
  await pool.end();
  await database.drop();
  expect(dumped).toBe(await readFile(join(import.meta.dirname, "..", "schema.sql"), "utf8"));
});
