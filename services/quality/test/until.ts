import { setTimeout as pause } from "node:timers/promises";

/** jest's own timeout ends a condition that never comes. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5);
}
