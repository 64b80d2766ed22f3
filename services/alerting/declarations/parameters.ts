// What routes of several kinds take.
import { z } from "zod";

export const nothing = z.strictObject({});
export const text = z.string().min(1).max(200);
export const instant = z.iso.datetime({ offset: true }).optional().describe("a time as RFC 3339");
/** PostgreSQL holds no U+0000. */
const STORABLE = /^[^\0]*$/;
export const written = z.string().regex(STORABLE);
export const comment = written.max(2000).default("");
export const limit = z.coerce.number().int().min(1).max(200).default(50).describe("1 to 200");
export const cursor = z.string().min(1).max(1000).optional().describe("`next` of the page before");
export const alertNumber = z.string().regex(/^\d{1,18}$/);
/** Such as 30m, 2h or 7d. */
export const duration = z.string().regex(/^[1-9]\d{0,6}[smhd]$/);
