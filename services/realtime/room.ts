import type { MetricRoom, Room } from "./contract.ts";

/** Undefined when there is no such room. */
export function roomOf(name: string): Room | undefined {
  if (name === "overview" || name === "operations" || name === "alerts") return name;
  return operationIdOf(name) === undefined ? undefined : (name as MetricRoom);
}

export function operationIdOf(room: string): number | undefined {
  const digits = /^operation_([1-9]\d{0,9})$/.exec(room)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
