import type { Results, Statement } from "@mystocks/checks";
import type pg from "pg";

/** Each behind a savepoint: one that fails is an error of its own checks, and the next one runs. */
export async function runStatements(
  client: pg.ClientBase,
  statements: readonly Statement[],
): Promise<Results> {
  const results: Record<string, Results[string]> = {};
  for (const { name, text, values } of statements) {
    await client.query("SAVEPOINT one");
    try {
      results[name] = { rows: (await client.query<Record<string, unknown>>(text, values)).rows };
      await client.query("RELEASE SAVEPOINT one");
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      results[name] = { error: message, ...(code !== undefined && { code }) };
      await client.query("ROLLBACK TO SAVEPOINT one");
    }
  }
  return results;
}
