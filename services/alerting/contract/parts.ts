// What schemas of several kinds are made of.
import { z } from "zod";

export const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");
export const labels = z.record(z.string(), z.string());
