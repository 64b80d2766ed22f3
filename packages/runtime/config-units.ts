import { z } from "zod";

export const milliseconds = z.int().positive();

export const duration = z.string().regex(/^\d+(s|m|h|d)$/, "a number with s, m, h or d, such as 24h");
