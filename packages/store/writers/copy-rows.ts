import type pg from "pg";
import { BinaryRows } from "./binary-rows.ts";
import type { ChunkPool } from "./chunk-pool.ts";

const COPY_DATA = 0x64;
const COPY_FAIL = Buffer.from([0x66, 0, 0, 0, 5, 0]);
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

interface CopyOptions {
  chunks: ChunkPool;
  /** A statement in front, or behind, in the same message. What is behind runs only when the copy succeeded. */
  before?: string;
  after?: string;
}

/** Runs `COPY <target> FROM STDIN WITH (FORMAT binary)`; rejects with PostgreSQL's error, or with `write`'s. */
export async function copyRows(
  client: pg.ClientBase,
  target: string,
  write: (rows: BinaryRows) => void,
  { chunks, before, after }: CopyOptions,
): Promise<void> {
  const statements = [before, `COPY ${target} FROM STDIN WITH (FORMAT binary)`, after];
  const text = statements.filter((statement) => statement !== undefined).join("; ");
  await new Promise<void>((done, failed) => {
    client.query(new CopyIn(text, chunks, write, done, failed));
  });
}

/**
 * Sends the rows right behind the statement, each chunk as it is full, without waiting for the server's word:
 * PostgreSQL then works while this process writes the rest and decodes the next requests, which would otherwise
 * hold up each answer. When the statement fails, the server throws the rows away, as its protocol says.
 */
class CopyIn implements pg.Submittable {
  readonly #text: string;
  readonly #chunks: ChunkPool;
  readonly #sent: Buffer[] = [];
  readonly #write: (rows: BinaryRows) => void;
  readonly #done: () => void;
  readonly #failed: (error: Error) => void;
  #ownError: Error | undefined;

  constructor(
    text: string,
    chunks: ChunkPool,
    write: (rows: BinaryRows) => void,
    done: () => void,
    failed: (error: Error) => void,
  ) {
    this.#text = text;
    this.#chunks = chunks;
    this.#write = write;
    this.#done = done;
    this.#failed = failed;
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection;
    connection.query(this.#text);
    try {
      const rows = new BinaryRows(this.#chunks, (chunk, length) => this.#send(stream, chunk, length));
      this.#write(rows);
      rows.finish();
      stream.write(COPY_DONE);
    } catch (error) {
      this.#ownError = error as Error;
      stream.write(COPY_FAIL);
    }
  }

  #send(stream: pg.Connection["stream"], chunk: Buffer, length: number): void {
    const head = Buffer.allocUnsafe(5);
    head.writeUInt8(COPY_DATA);
    head.writeUInt32BE(length + 4, 1);
    stream.cork();
    stream.write(head);
    stream.write(chunk.subarray(0, length));
    stream.uncork();
    this.#sent.push(chunk);
  }

  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#failed(this.#ownError ?? error);
  }

  /** The server has read everything, so the chunks are free. */
  handleReadyForQuery(): void {
    for (const chunk of this.#sent) this.#chunks.give(chunk);
    this.#done();
  }
}
