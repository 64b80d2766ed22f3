import { z } from "zod";
import { HOPS, QUEUE_UNITS, SIGNALS, UNITS } from "../pipeline/flow.ts";
import { CODES, STATES } from "../pipeline/reason.ts";
import { time, milliseconds, windowSchema } from "./parts.ts";

const known = z.number().nullable().describe("null: not known, which is not 0");
const counts = z.array(z.object({ reason: z.string(), count: z.number() }));

export const pipelineHopSchema = z.object({
  hop: z.enum(HOPS),
  state: z.enum(STATES),
  reason: z.object({
    code: z.enum(CODES),
    seconds: z.number().optional(),
    count: z.number().optional(),
    unit: z.enum(QUEUE_UNITS).optional().describe("Of what is counted; items when left out"),
    share: z.number().optional().describe("0 to 1"),
    hop: z.enum(HOPS).optional().describe("Who it waits for"),
    reason: z.string().optional(),
  }),
  readAt: time.nullable().describe("When its figures last came"),
  /** Services that send telemetry and do not tell how much. */
  untold: z.array(z.string()),
  flows: z.array(
    z.object({
      signal: z.enum(SIGNALS),
      unit: z.enum(UNITS),
      inPerSecond: known,
      outPerSecond: known,
      held: known.describe("Waits here now"),
      queue: z
        .object({ length: z.number(), capacity: z.number().nullable(), unit: z.enum(QUEUE_UNITS) })
        .nullable()
        .describe("What waits, in the unit the hop counts it in"),
      oldestSeconds: known.describe("Age of the oldest that waits"),
      refusedPerSecond: known.describe("Given back to the sender, who may try again"),
      dropped: counts.describe("In the window"),
    }),
  ),
});

/** Of one hop (from = to): in = out + repeated + dropped + heldChange + unaccounted. Of the way between two: what left, what arrived. */
export const ledgerLineSchema = z.object({
  from: z.enum(HOPS),
  to: z.enum(HOPS),
  signal: z.enum(SIGNALS),
  unit: z.enum(UNITS),
  since: time.describe("Since when all its figures are known: the window or less"),
  in: known,
  out: known,
  repeated: known.describe("Came once more and was recognised"),
  dropped: counts,
  heldChange: known.describe("By how much what waits has grown"),
  unaccounted: known.describe(
    "More than 0: missing; less: more came than was sent; null: why says why not known",
  ),
  doubt: z
    .number()
    .describe("unaccounted may be wrong by so much: a counter began anew, or something was sent again"),
  why: z.enum(["not_told", "not_all_tell", "waiting_uncounted", "settling"]).nullable(),
});

export const pipelineSchema = z.object({
  window: windowSchema,
  /** Since when the hops are read: what was before is not known. */
  watchedSince: time,
  readAt: time,
  state: z.enum(STATES).describe("The worst of all hops; unknown ones do not count"),
  hops: z.array(pipelineHopSchema),
  freshness: z.object({
    newestAt: time.nullable(),
    ageMs: milliseconds.nullable(),
    p99Ms: milliseconds.nullable(),
    targetMs: milliseconds,
    quiet: z.boolean().describe("No span came in the last seconds"),
    stepSeconds: z.number(),
    points: z.array(z.object({ time, ageMs: milliseconds.nullable() })),
  }),
  ledger: z.array(ledgerLineSchema),
});

export type PipelineHop = z.infer<typeof pipelineHopSchema>;
export type LedgerLine = z.infer<typeof ledgerLineSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;
