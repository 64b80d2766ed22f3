import type { WorldSample } from "./world.ts";

interface Used {
  /** Of the group, since the start. */
  evaluations: number;
  /** Of its last evaluation. */
  lastSeconds: number;
  /** Of the whole process, since the start. */
  processorSeconds: number;
  /** Resident now. */
  rssMiB: number;
}

export interface ShownAlert {
  labels: Record<string, string>;
  state: string;
}

/** What judges the rules. */
export interface Rival {
  /** Before samples of the past: the time to believe in; undefined: the real one again. */
  setClock(timeMs: number | undefined): Promise<void>;
  push(samples: readonly WorldSample[], timeMs: number): Promise<void>;
  used(): Promise<Used>;
  /** As `/api/v1/alerts` tells them. */
  alerts(): Promise<ShownAlert[]>;
  /** Whether what came of the evaluations so far is stored. */
  settled(): Promise<boolean>;
  stop(): Promise<void>;
}

/** The answer of an HTTP API of Prometheus. */
export async function alertsOf(url: string, headers: Record<string, string> = {}): Promise<ShownAlert[]> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const { data } = (await response.json()) as { data: { alerts: ShownAlert[] } };
  return data.alerts.map(({ labels, state }) => ({ labels, state }));
}
