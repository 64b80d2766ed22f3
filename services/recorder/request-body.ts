import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { MonitorError } from "@mystocks/runtime";
import type { Room } from "./room.ts";

const MIB = 1024 * 1024;

export interface BodyLimits {
  bodyMiB: number;
}

/** Bytes of the room that a request holds, given back when it is answered. */
export class Reservation {
  readonly #room: Room;
  #bytes = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  take(bytes: number): void {
    if (!this.#room.take(bytes)) throw overloaded();
    this.#bytes += bytes;
  }

  end(): void {
    this.#room.give(this.#bytes);
    this.#bytes = 0;
  }
}

/**
 * The whole body, decompressed as it comes: never more than the limit is held, whatever the compressed bytes
 * promise. Throws MonitorError.
 */
export async function readBody(
  request: IncomingMessage,
  { bodyMiB }: BodyLimits,
  reservation: Reservation,
): Promise<Buffer> {
  const limit = bodyMiB * MIB;
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(bodyMiB);
  const coding = request.headers["content-encoding"] ?? "identity";
  if (coding === "identity") return plain(request, limit, bodyMiB, reservation);
  if (coding !== "gzip")
    throw new MonitorError("MEDIA_TYPE_UNSUPPORTED", `Content-Encoding ${coding} is not understood.`, {
      field: "content-encoding",
      allowed: ["gzip", "identity"],
      remedy: "Compress with gzip or not at all.",
    });
  return gunzip(request, limit, bodyMiB, reservation);
}

async function plain(
  request: IncomingMessage,
  limit: number,
  bodyMiB: number,
  reservation: Reservation,
): Promise<Buffer> {
  try {
    return await collect(request, limit, bodyMiB, reservation);
  } catch (error) {
    if (error instanceof MonitorError) throw error;
    throw new MonitorError("BODY_INVALID", "The connection was closed before the body was complete.", {
      cause: error,
    });
  }
}

async function gunzip(
  request: IncomingMessage,
  limit: number,
  bodyMiB: number,
  reservation: Reservation,
): Promise<Buffer> {
  const stream = createGunzip({ chunkSize: 64 * 1024 });
  const abort = () => stream.destroy(new Error("the connection was closed before the body was complete"));
  request.on("aborted", abort).on("error", abort);
  let compressed = 0;
  request.on("data", (chunk: Buffer) => {
    compressed += chunk.length;
    // Empty members decompress to nothing: only this bounds them.
    if (compressed > limit) stream.destroy(tooLarge(bodyMiB));
  });
  request.pipe(stream);
  try {
    return await collect(stream, limit, bodyMiB, reservation);
  } catch (error) {
    if (error instanceof MonitorError) throw error;
    throw new MonitorError("BODY_INVALID", `The body is not gzip: ${(error as Error).message}.`, {
      cause: error,
      remedy: "Send it whole, compressed with gzip, or without Content-Encoding.",
    });
  } finally {
    request.unpipe(stream);
    request.removeAllListeners("data");
    stream.destroy();
  }
}

async function collect(
  stream: Readable,
  limit: number,
  bodyMiB: number,
  reservation: Reservation,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge(bodyMiB);
    reservation.take(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

export function overloaded(): MonitorError {
  return new MonitorError("OVERLOADED", "The recorder's queue is full; nothing of this request was stored.", {
    remedy: "Send it again after the time in Retry-After.",
  });
}

function tooLarge(bodyMiB: number): MonitorError {
  return new MonitorError("BODY_TOO_LARGE", `A body may have ${bodyMiB} MiB, decompressed.`, {
    remedy: "Send smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE), or raise limits.bodyMiB.",
  });
}
