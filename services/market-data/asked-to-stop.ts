const FORCED_AFTER_MS = 8_000;

/**
 * Resolves on SIGTERM or SIGINT, or when the process that started this one is gone (its IPC channel closes).
 * From then on the process ends by itself within 8 seconds, and at once on a second signal.
 */
export function askedToStop(): Promise<string> {
  return new Promise((resolve) => {
    const ask = (why: string) => {
      setTimeout(() => process.exit(1), FORCED_AFTER_MS).unref();
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(130));
      resolve(why);
    };
    process.once("SIGTERM", ask);
    process.once("SIGINT", ask);
    if (process.channel !== undefined) process.once("disconnect", () => ask("disconnect"));
  });
}
