import {
  readTdengineFacts,
  tdengineFactsStatement,
  tdengineResult,
  type Contract,
  type Results,
  type Statement,
  type StatementResult,
  type TableFacts,
} from "@mystocks/checks";
import type { Limits } from "./dataset-connection.ts";

/** TDengine's REST interface: each statement is a request of its own, and there is no transaction around them. */
export class TdengineRest {
  readonly #endpoint: URL;
  readonly #authorization: string;
  readonly #limits: Limits;

  /** Throws for an address that is none of http:// or https://. */
  constructor(url: string, limits: Limits) {
    const { protocol, username, password, origin } = new URL(url);
    if (protocol !== "http:" && protocol !== "https:")
      throw new Error(
        "TDengine is asked at an address of http:// or https://, such as http://user:password@host:6041",
      );
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#endpoint = new URL("/rest/sql", origin);
    this.#authorization = `Basic ${Buffer.from(user).toString("base64")}`;
    this.#limits = limits;
  }

  /** Undefined where the table is not there; rejects where nothing can be told. */
  async factsOf(contract: Contract): Promise<TableFacts | undefined> {
    const described = await this.#ask(tdengineFactsStatement(contract));
    if ("error" in described && !/not exist/i.test(described.error)) throw new Error(described.error);
    return readTdengineFacts(described);
  }

  /** One that fails or takes too long is an error of its own checks, and the next one runs. */
  async run(statements: readonly Statement[]): Promise<Results> {
    const results: Record<string, StatementResult> = {};
    for (const { name, text } of statements) {
      this.#limits.signal?.throwIfAborted();
      results[name] = await this.#ask(text).catch((error: Error) => ({ error: error.message }));
    }
    this.#limits.signal?.throwIfAborted();
    return results;
  }

  async #ask(body: string): Promise<StatementResult> {
    const { statementTimeoutMs, signal } = this.#limits;
    const timeout = AbortSignal.timeout(statementTimeoutMs);
    const answer = await fetch(this.#endpoint, {
      method: "POST",
      headers: { authorization: this.#authorization },
      body,
      redirect: "error",
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    if (!answer.ok)
      throw new Error(`TDengine answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return tdengineResult(await answer.json());
  }
}
