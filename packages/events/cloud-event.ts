import { z } from "zod";

/** CloudEvents 1.0 in structured JSON mode; `partitionkey` is its extension for the key on the bus. */
export function cloudEvent<Data extends z.ZodType>(type: string, data: Data) {
  return z.object({
    specversion: z.literal("1.0"),
    type: z.literal(type),
    source: z.string().min(1),
    id: z.string().min(1),
    time: z.iso.datetime(),
    partitionkey: z.string(),
    datacontenttype: z.literal("application/json"),
    data,
  });
}

/** An event before it is a message. Its id is `key/sequence`, so that a repetition is known as one. */
export interface Outgoing<Data> {
  type: string;
  /** The role that tells it. */
  role: string;
  key: string;
  sequence: number;
  /** Unix milliseconds. */
  atMs: number;
  data: Data;
}

/** The message for the bus: key, id `key/sequence`, value JSON text. */
export function encodeEvent<Data>({ type, role, key, sequence, atMs, data }: Outgoing<Data>): {
  key: string;
  id: string;
  value: string;
} {
  const id = `${key}/${sequence}`;
  const value = JSON.stringify({
    specversion: "1.0",
    type,
    source: `/mystocks/${role}`,
    id,
    time: new Date(atMs).toISOString(),
    partitionkey: key,
    datacontenttype: "application/json",
    data,
  });
  return { key, id, value };
}

/** The text is no event of the expected type; `message` names what is wrong. No retry mends it. */
export class MalformedEvent extends Error {
  override name = "MalformedEvent";
}

/** Throws MalformedEvent. */
export function parseEvent<Envelope extends z.ZodType>(envelope: Envelope, text: string): z.infer<Envelope> {
  const parsed = envelope.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
  throw new MalformedEvent(problems.slice(0, 5).join("; "));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedEvent(`not JSON: ${(error as Error).message}`, { cause: error });
  }
}
