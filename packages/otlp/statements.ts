import { createHash } from "node:crypto";
import { ByteCache } from "./byte-cache.ts";
import { dialectOf, isKeyValueStore, SUSPICIOUS_DIALECT } from "./database-system.ts";
import { keyValueCommand } from "./key-value-command.ts";
import type { Statement } from "./records.ts";
import { sqlTokens } from "./sql-lexer.ts";
import { sqlSubject } from "./sql-subject.ts";
import type { SqlSubject } from "./sql-subject.ts";
import { parseableText, statementText } from "./statement-text.ts";
import { storedText } from "./stored-text.ts";

/** Of the text as it came; a literal cut by this is dropped like any that does not end. */
const LONGEST_SQL = 16_384;
const LONGEST_STATEMENT = 8_192;
const LONGEST_FINGERPRINTED = 4_096;
const MOST_STATEMENTS = 5_000;
const MOST_SYSTEMS = 32;

/** Without literals and comments; `parseable` only of SQL that libpg-query may understand. */
export interface NormalisedStatement extends SqlSubject {
  text: string;
  parseable: string | undefined;
}

/** What a query text tells. `statement` is undefined when nothing of it may be kept. */
export interface Query extends SqlSubject {
  statement: Statement | undefined;
}

const NOTHING: NormalisedStatement = { text: "", parseable: undefined, verb: "", table: "" };

/**
 * The text of a query as it may be stored: SQL by a lexer of the system's dialect, of a key-value store the
 * command and the key's pattern, of any other known system nothing. Never throws.
 */
export function normaliseStatement(text: string, databaseSystem: string): NormalisedStatement {
  if (isKeyValueStore(databaseSystem)) {
    const command = keyValueCommand(text);
    return { ...NOTHING, text: command, verb: command.split(" ", 1)[0]! };
  }
  const dialect = databaseSystem === "" ? SUSPICIOUS_DIALECT : dialectOf(databaseSystem);
  if (dialect === undefined) return NOTHING;
  const tokens = sqlTokens(storedText(text, LONGEST_SQL), dialect);
  const isPostgres = databaseSystem === "postgresql";
  return {
    text: statementText(tokens).slice(0, LONGEST_STATEMENT),
    parseable: isPostgres ? parseableText(tokens) : undefined,
    ...sqlSubject(tokens),
  };
}

/** Throws for text that is no SQL. */
export type Fingerprint = (text: string) => string;

/** Queries by their raw bytes, statements by their normalised text: one object each, both bounded. */
export class Statements {
  readonly #fingerprint: Fingerprint;
  readonly #queries = new Map<string, ByteCache<Query>>();
  readonly #statements = new Map<string, Statement>();

  constructor(fingerprint: Fingerprint) {
    this.#fingerprint = fingerprint;
  }

  query(
    view: DataView,
    from: number,
    to: number,
    system: string,
    decode: (view: DataView, from: number, to: number) => string,
  ): Query {
    const cache = this.#cacheOf(system);
    const known = cache?.get(view, from, to);
    if (known !== undefined) return known;
    const { text, parseable, verb, table } = normaliseStatement(decode(view, from, to), system);
    const statement = text === "" ? undefined : this.#statement(text, parseable, system);
    const query = { statement, verb, table };
    cache?.set(view, from, to, query);
    return query;
  }

  #cacheOf(system: string): ByteCache<Query> | undefined {
    let cache = this.#queries.get(system);
    if (cache === undefined && this.#queries.size < MOST_SYSTEMS) {
      cache = new ByteCache({ slots: 2048, longestKey: 4096 });
      this.#queries.set(system, cache);
    }
    return cache;
  }

  #statement(text: string, parseable: string | undefined, databaseSystem: string): Statement {
    const key = `${databaseSystem}\0${text}`;
    const known = this.#statements.get(key);
    if (known !== undefined) return known;
    const id = createHash("sha256").update(text).digest().readBigInt64BE();
    const statement = { id, databaseSystem, fingerprint: this.#fingerprintOf(parseable), text };
    if (this.#statements.size >= MOST_STATEMENTS) this.#forgetOldest();
    this.#statements.set(key, statement);
    return statement;
  }

  #fingerprintOf(parseable: string | undefined): string | undefined {
    if (parseable === undefined || parseable.length > LONGEST_FINGERPRINTED) return undefined;
    try {
      return this.#fingerprint(parseable);
    } catch {
      return undefined;
    }
  }

  #forgetOldest(): void {
    for (const key of this.#statements.keys()) {
      this.#statements.delete(key);
      if (this.#statements.size < MOST_STATEMENTS / 2) return;
    }
  }
}
