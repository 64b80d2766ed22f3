/** What is put through the scenarios: an Alertmanager, or ours. */
export interface System {
  readonly name: string;
  start(): Promise<void>;
  /** These fire from now on. Resolves when the system has taken it in such a way that it must not forget. */
  raise(ids: readonly string[]): Promise<void>;
  /** These are over. */
  end(ids: readonly string[]): Promise<void>;
  /** SIGKILL, or SIGTERM and its patience. */
  kill(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
  stop(): Promise<void>;
}
