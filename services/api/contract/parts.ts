// What schemas of several kinds are made of.
import { z } from "zod";

export const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");
export const milliseconds = z.number().nonnegative();
export const quantile = milliseconds.nullable().describe("Milliseconds; null when nothing ran");

export const windowSchema = z.object({ from: time, to: time, seconds: z.number() });

export type Window = z.infer<typeof windowSchema>;
