const CHUNK_BYTES = 64 * 1024;
const MOST_IDLE = 64;

/**
 * Buffers for copies, used again and again: as garbage they lie outside the heap, where the collector sees them
 * late, and a recorder under load would hold 50 MB of them.
 */
export class ChunkPool {
  readonly #idle: Buffer[] = [];

  /** At least so many bytes, with whatever they held before. */
  take(bytes: number): Buffer {
    if (bytes > CHUNK_BYTES) return Buffer.allocUnsafe(bytes);
    return this.#idle.pop() ?? Buffer.allocUnsafe(CHUNK_BYTES);
  }

  /** Only once nobody reads the chunk any more. */
  give(chunk: Buffer): void {
    if (chunk.length === CHUNK_BYTES && this.#idle.length < MOST_IDLE) this.#idle.push(chunk);
  }
}
