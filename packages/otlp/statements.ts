import { createHash } from "node:crypto";
import { ByteCache } from "./byte-cache.ts";
import { dialectOf, isKeyValueStore, SUSPICIOUS_DIALECT } from "./database-system.ts";
import { keyValueCommand } from "./key-value-command.ts";
import type { Statement } from "./records.ts";
import { sqlTokens } from "./sql-lexer.ts";
import type { SqlToken } from "./sql-lexer.ts";
import { sqlSubject } from "./sql-subject.ts";
import type { SqlSubject } from "./sql-subject.ts";
import { parseableText, statementText } from "./statement-text.ts";
import { storedText } from "./stored-text.ts";

/** Of the text as it came; a literal cut by this is dropped like any that does not end. */
const LONGEST_SQL = 16_384;
/** Longer texts are few and large, and have a small cache of their own. */
const LONGEST_SHORT = 2_048;
const LONGEST_FINGERPRINTED = 4_096;
const MOST_STATEMENTS = 5_000;

/** Without literals and comments. */
export interface NormalisedStatement extends SqlSubject {
  text: string;
}

/** What a query text tells. `statement` is undefined when nothing of it may be kept. */
export interface Query extends SqlSubject {
  statement: Statement | undefined;
}

const NOTHING: Query = { statement: undefined, verb: "", table: "" };

/**
 * The text of a query as it may be stored: SQL by a lexer of the system's dialect, of a key-value store the
 * command and the key's pattern, of any other known system nothing. Never throws.
 */
export function normaliseStatement(text: string, databaseSystem: string): NormalisedStatement {
  const tokens = tokensOf(text, databaseSystem);
  if (tokens !== undefined) return { text: statementText(tokens), ...sqlSubject(tokens) };
  const command = isKeyValueStore(databaseSystem) ? keyValueCommand(text) : "";
  return { text: command, verb: verbOfCommand(command), table: "" };
}

function verbOfCommand(command: string): string {
  return command.split(" ", 1)[0]!;
}

/** Of the text for any other system nothing is kept, so nothing is remembered either. */
function isRead(databaseSystem: string): boolean {
  return databaseSystem === "" || dialectOf(databaseSystem) !== undefined || isKeyValueStore(databaseSystem);
}

/** Undefined for a system that does not speak SQL. */
function tokensOf(text: string, databaseSystem: string): SqlToken[] | undefined {
  const dialect = databaseSystem === "" ? SUSPICIOUS_DIALECT : dialectOf(databaseSystem);
  return dialect === undefined ? undefined : sqlTokens(storedText(text, LONGEST_SQL), dialect);
}

/** Throws for text that is no SQL. */
export type Fingerprint = (text: string) => string;

/** Queries by their raw bytes, and by their normalised text: one object each, both bounded. */
export class Statements {
  readonly #fingerprint: Fingerprint;
  readonly #byBytes = new Map<string, ByteCache<Query>>();
  readonly #longByBytes = new Map<string, ByteCache<Query>>();
  readonly #byText = new Map<string, Query>();

  constructor(fingerprint: Fingerprint) {
    this.#fingerprint = fingerprint;
  }

  /** `decode` gives the text of bytes; of a long text it is asked for no more than its beginning. */
  query(
    view: DataView,
    from: number,
    to: number,
    system: string,
    decode: (view: DataView, from: number, to: number) => string,
  ): Query {
    if (!isRead(system)) return NOTHING;
    const end = endOfRead(view, from, to);
    const cache = this.#cacheOf(system, end - from);
    const known = cache.get(view, from, end);
    if (known !== undefined) return known;
    const query = this.#queryOf(decode(view, from, end), system);
    cache.set(view, from, end, query);
    return query;
  }

  #cacheOf(system: string, length: number): ByteCache<Query> {
    const isLong = length > LONGEST_SHORT;
    const caches = isLong ? this.#longByBytes : this.#byBytes;
    let cache = caches.get(system);
    if (cache === undefined) {
      cache = isLong
        ? new ByteCache({ slots: 64, longestKey: LONGEST_SQL })
        : new ByteCache({ slots: 2048, longestKey: LONGEST_SHORT });
      caches.set(system, cache);
    }
    return cache;
  }

  #queryOf(raw: string, system: string): Query {
    const tokens = tokensOf(raw, system);
    const text = tokens === undefined ? keyValueCommand(raw) : statementText(tokens);
    const key = `${system}\0${text}`;
    const known = this.#byText.get(key);
    if (known !== undefined) return known;
    const query = this.#newQuery(text, tokens, system);
    if (this.#byText.size >= MOST_STATEMENTS) this.#forgetOldest();
    this.#byText.set(key, query);
    return query;
  }

  #newQuery(text: string, tokens: SqlToken[] | undefined, databaseSystem: string): Query {
    if (text === "") return NOTHING;
    const id = createHash("sha256").update(text).digest().readBigInt64BE();
    const isPostgres = databaseSystem === "postgresql" && tokens !== undefined;
    const fingerprint = isPostgres ? this.#fingerprintOf(parseableText(tokens)) : undefined;
    const statement = { id, databaseSystem, fingerprint, text };
    if (tokens === undefined) return { statement, verb: verbOfCommand(text), table: "" };
    const { verb, table } = sqlSubject(tokens);
    // A slice would keep the whole raw text in memory for as long as it is remembered itself.
    return { statement, verb, table: Buffer.from(table).toString() };
  }

  #fingerprintOf(parseable: string): string | undefined {
    if (parseable.length > LONGEST_FINGERPRINTED) return undefined;
    try {
      return this.#fingerprint(parseable);
    } catch {
      return undefined;
    }
  }

  #forgetOldest(): void {
    for (const key of this.#byText.keys()) {
      this.#byText.delete(key);
      if (this.#byText.size < MOST_STATEMENTS / 2) return;
    }
  }
}

/** Not within a character. */
function endOfRead(view: DataView, from: number, to: number): number {
  if (to - from <= LONGEST_SQL) return to;
  let end = from + LONGEST_SQL;
  while (end > from && (view.getUint8(end) & 0xc0) === 0x80) end--;
  return end;
}
