import { Router } from "express";
import { z } from "zod";
import { FAULT_NAMES } from "../faults/fault.ts";
import type { Switchboard } from "../faults/switchboard.ts";
import { readInput } from "./problem.ts";
import { fromThisMachine } from "./who-may.ts";

const faultName = z.object({ name: z.enum(FAULT_NAMES) });

export function faultRoutes(switchboard: Switchboard): Router {
  const router = Router();
  router.use("/faults", fromThisMachine("Faults are switched"));
  router.get("/faults", (_request, response) => {
    response.json({ active: switchboard.active(), available: FAULT_NAMES });
  });
  router.post("/faults/:name", async (request, response) => {
    await switchboard.start(readInput(faultName, request.params).name);
    response.status(201).json({ active: switchboard.active() });
  });
  router.delete("/faults", async (_request, response) => {
    await switchboard.healAll();
    response.json({ active: switchboard.active() });
  });
  return router;
}
