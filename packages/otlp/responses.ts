import type { Encoding } from "./traces.ts";

export type Signal = "traces" | "metrics" | "logs";

const REJECTED_FIELD: Record<Signal, string> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

/** Body of an accepted export; with records left out, OTLP's partial success. */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  partialSuccess?: { rejected: number; message: string },
): Uint8Array {
  if (encoding === "json") {
    if (partialSuccess === undefined) return Buffer.from("{}");
    const { rejected, message } = partialSuccess;
    const partial = { [REJECTED_FIELD[signal]]: String(rejected), errorMessage: message };
    return Buffer.from(JSON.stringify({ partialSuccess: partial }));
  }
  if (partialSuccess === undefined) return new Uint8Array(0);
  return bytesField(1, countAndText(partialSuccess.rejected, partialSuccess.message));
}

/** google.rpc.Status, the body of a refused export; `code` is a gRPC code such as 3 (INVALID_ARGUMENT). */
export function encodeStatus(code: number, message: string, encoding: Encoding): Uint8Array {
  return encoding === "json" ? Buffer.from(JSON.stringify({ code, message })) : countAndText(code, message);
}

/** Both messages have a number as field 1 and a text as field 2. */
function countAndText(count: number, text: string): Uint8Array {
  return Buffer.concat(
    [count === 0 ? [] : [0x08, ...varint(count)], text === "" ? [] : bytesField(2, Buffer.from(text))].map(
      (part) => Uint8Array.from(part),
    ),
  );
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes.length), ...bytes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 0x80);
  bytes.push(rest);
  return bytes;
}
