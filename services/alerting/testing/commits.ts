import pg from "pg";

/** Hears of each commit that brings transitions, as soon as it is one; PostgreSQL may be killed at any time. */
export class Commits {
  readonly #url: string;
  #client: pg.Client | undefined;
  #onCommit: (() => void) | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Once, on the migrated database. */
  async prepare(): Promise<void> {
    const client = await this.#connected();
    await client.query(`
      CREATE FUNCTION alerting.tell_commit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('committed', ''); RETURN NULL; END $$;
      CREATE TRIGGER tell_commit AFTER INSERT ON alerting.transition
        FOR EACH STATEMENT EXECUTE FUNCTION alerting.tell_commit()`);
  }

  /** Resolves at the next commit. */
  async next(): Promise<void> {
    await this.#connected();
    await new Promise<void>((done) => (this.#onCommit = done));
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {});
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client;
    const client = new pg.Client({ connectionString: this.#url });
    client.on("error", () => {});
    client.on("end", () => (this.#client = undefined));
    client.on("notification", () => this.#onCommit?.());
    await client.connect();
    await client.query("LISTEN committed");
    this.#client = client;
    return client;
  }
}
