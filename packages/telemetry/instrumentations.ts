import type { IncomingMessage } from "node:http";

import type { Instrumentation } from "@opentelemetry/instrumentation";
import { ExpressInstrumentation, ExpressLayerType } from "@opentelemetry/instrumentation-express";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { IORedisInstrumentation } from "@opentelemetry/instrumentation-ioredis";
import { KafkaJsInstrumentation } from "@opentelemetry/instrumentation-kafkajs";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";

import { clientAddress, trustOf } from "./client-address.ts";
import { CLIENT_ADDRESS } from "./names.ts";
import type { Settings } from "./settings.ts";

/** The packages that are wrapped, and no others: wrapping all of an app's modules breaks some of them. */
export const HOOKED_MODULES = ["http", "https", "express", "pg", "pg-pool", "ioredis", "kafkajs"];

export function instrumentationsFor(settings: Settings): Instrumentation[] {
  const makers: Record<string, () => Instrumentation> = {
    http: () => httpInstrumentation(settings),
    // A span for each middleware tells little and costs as much as the request itself.
    express: () =>
      new ExpressInstrumentation({
        ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER],
      }),
    pg: () => new PgInstrumentation(),
    ioredis: () => new IORedisInstrumentation(),
    kafkajs: () => new KafkaJsInstrumentation(),
    undici: () => new UndiciInstrumentation(),
  };
  return Object.entries(makers)
    .filter(([name]) => !settings.withoutInstrumentations.has(name))
    .map(([, make]) => make());
}

/** The instrumentation believes any `X-Forwarded-For`; a client could put another's address on its spans. */
function httpInstrumentation(settings: Settings): HttpInstrumentation {
  const isTrusted = trustOf(settings.trustProxy);
  return new HttpInstrumentation({
    requestHook: (span, request) => {
      if (!isIncoming(request)) return;
      const address = clientAddress(
        request.socket.remoteAddress,
        request.headers["x-forwarded-for"],
        isTrusted,
      );
      if (address !== undefined) span.setAttribute(CLIENT_ADDRESS, address);
    },
  });
}

function isIncoming(request: object): request is IncomingMessage {
  return "httpVersion" in request;
}
