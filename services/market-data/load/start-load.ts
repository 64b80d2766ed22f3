import type { LoaderState } from "../faults/fault.ts";
import type { Market } from "../market.ts";
import { checkTasks } from "./check-tasks.ts";
import { loaderTasks } from "./loader-tasks.ts";
import { startPaced } from "./pace.ts";
import { readerTasks } from "./reader-tasks.ts";
import { NOMINAL_RATE } from "./volume.ts";

export interface LoadParts {
  market: Market;
  loaders: LoaderState;
  /** Where the service itself serves. */
  baseUrl: string;
  ratePerSecond: number;
  onError: (task: string, error: unknown) => void;
}

/** Keeps the service busy, as the platform's loaders and users would. Returns what ends it. */
export function startLoad({
  market,
  loaders,
  baseUrl,
  ratePerSecond,
  onError,
}: LoadParts): () => Promise<void> {
  if (ratePerSecond === 0) return async () => {};
  const scale = ratePerSecond / NOMINAL_RATE;
  const tasks = [
    ...readerTasks(market, baseUrl),
    ...loaderTasks(market, loaders, scale),
    ...checkTasks(market, loaders),
  ];
  const stops = tasks.map(({ name, perSecond, atOnce, run }) =>
    startPaced({ perSecond: perSecond * scale, atOnce }, run, (error) => onError(name, error)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
