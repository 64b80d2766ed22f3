import type { ReactNode } from "react";

export type StateName = "ok" | "warn" | "bad" | "none";

/** A state has its colour and its own shape: dot, triangle, square, ring. */
export function State({ state, children }: { state: StateName; children?: ReactNode }) {
  return <span className={`state ${state}`}>{children}</span>;
}

export function stateOfLevel(level: "ok" | "warning" | "critical", failed: boolean): StateName {
  if (failed || level === "critical") return "bad";
  return level === "warning" ? "warn" : "ok";
}
