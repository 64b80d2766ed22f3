import { bindRoute, type Route } from "@mystocks/runtime";
import { declarations } from "../declarations.ts";
import { readGate } from "../gate/read-gate.ts";
import type { HttpParts } from "./parts.ts";

/** For loaders and strategies, before they act. */
export function gateRoutes(parts: HttpParts): Route[] {
  return [
    bindRoute(declarations.gate, ({ query: { dataset, day, symbols, failClosed } }) =>
      readGate(parts, {
        datasets: namesIn(dataset),
        day,
        symbols: symbols === undefined ? undefined : namesIn(symbols),
        failClosed: failClosed === "true",
      }),
    ),
    bindRoute(declarations.gateOfMany, ({ body: { datasets, day, symbols, failClosed } }) =>
      readGate(parts, {
        datasets: [...new Set(datasets)],
        day,
        symbols: symbols === undefined ? undefined : [...new Set(symbols)],
        failClosed,
      }),
    ),
  ];
}

function namesIn(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "");
}
