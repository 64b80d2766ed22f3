import { Router, type Request, type RequestHandler } from "express";
import { z } from "zod";
import { FAULT_NAMES } from "../faults/fault.ts";
import type { Switchboard } from "../faults/switchboard.ts";
import { Problem, readInput } from "./problem.ts";

const faultName = z.object({ name: z.enum(FAULT_NAMES) });

export function faultRoutes(switchboard: Switchboard): Router {
  const router = Router();
  router.use("/faults", fromThisMachine);
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

/** Not over the network, and not from a web page that the user happens to have open. */
const fromThisMachine: RequestHandler = (request, _response, next) => {
  if (
    isLoopback(request.socket.remoteAddress) &&
    namesLoopback(request) &&
    request.headers.origin === undefined
  )
    next();
  else throw new Problem(403, "LOOPBACK_ONLY", "Faults are switched from this machine only");
};

const isLoopback = (address = "") => /^(::ffff:)?127\.|^::1$/.test(address);
const namesLoopback = (request: Request) =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? "");
