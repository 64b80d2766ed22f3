import { Router } from "express";
import { describeSample } from "../sample-description.ts";
import type { Market } from "../market.ts";

export function sampleRoutes(market: Market): Router {
  const router = Router();
  router.get("/sample", (_request, response) => {
    response.json(describeSample(market));
  });
  router.get("/health", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/ready", async (_request, response) => {
    const answers = await market.pool.query("SELECT 1").then(
      () => true,
      () => false,
    );
    response.status(answers ? 200 : 503).json({ status: answers ? "ready" : "database unreachable" });
  });
  return router;
}
