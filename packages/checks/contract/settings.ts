import { z } from "zod";

/**
 * What the standard has no key for, as the value of the contract's custom property `mystocks`.
 * Columns are named as in `schema[0].properties`.
 */
export const settingsSchema = z.strictObject({
  /** Market identifier code of a trading calendar (`XSHG`), or `none` where every day is open. */
  calendar: z.string().min(1),
  /** IANA name; the calendar's own by default, and needed where there is none. */
  timeZone: z.string().min(1).optional(),
  classification: z.string().min(1).optional(),
  dialect: z.enum(["postgresql", "tdengine"]).optional(),
  /** Bar time. */
  time: z.string().min(1).optional(),
  symbol: z.string().min(1).optional(),
  /** When a row was loaded. */
  loaded: z.string().min(1).optional(),
  only: z.record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** What one run judges: the whole table, or the newest trading day that has begun. */
  partition: z.enum(["table", "day"]).default("table"),
  sampleRows: z.int().min(0).max(10_000).default(1_000),
});

export type Settings = z.output<typeof settingsSchema>;
