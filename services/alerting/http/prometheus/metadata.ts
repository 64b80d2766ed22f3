import type { LiveStore } from "../../series/live-store.ts";
import { BadData, type Parameters } from "./parameters.ts";

/** Types as the metrics' sources told them; no source tells help or unit here. */
export function metadata(store: LiveStore, ask: Parameters) {
  const most = number(ask, "limit");
  number(ask, "limit_per_metric");
  const only = ask.text("metric");
  const types = [...store.types()]
    .filter(([name]) => only === "" || name === only)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = most === undefined || most < 0 ? types : types.slice(0, most);
  return { data: Object.fromEntries(shown.map(([name, type]) => [name, [{ type, help: "", unit: "" }]])) };
}

function number(ask: Parameters, name: string): number | undefined {
  const text = ask.text(name);
  if (text === "") return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new BadData(`${name} must be a number`);
}
