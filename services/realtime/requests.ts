import { z } from "zod";

const epoch = z.string().max(500);

export const subscribeRequest = z.object({
  room: z.string().max(100),
  from: z.object({ epoch, sequence: z.int().min(0) }).optional(),
});

export const roomRequest = z.object({ room: z.string().max(100) });
