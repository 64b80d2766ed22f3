import type { Statement } from "@mystocks/otlp";
import { insertStatements } from "@mystocks/store";
import type pg from "pg";

const MOST_REMEMBERED = 20_000;

/** Which statements the store has. What is forgotten is offered to it again, so memory is bounded. */
export class StatementDictionary {
  readonly #stored = new Set<bigint>();

  has(statement: Statement): boolean {
    return this.#stored.has(statement.id);
  }

  /** Each is committed when this resolves. */
  async learn(pool: pg.Pool, statements: Iterable<Statement>): Promise<void> {
    const missing = new Map<bigint, Statement>();
    for (const statement of statements) if (!this.has(statement)) missing.set(statement.id, statement);
    if (missing.size === 0) return;
    await insertStatements(pool, [...missing.values()]);
    if (this.#stored.size > MOST_REMEMBERED) this.#stored.clear();
    for (const id of missing.keys()) this.#stored.add(id);
  }
}
