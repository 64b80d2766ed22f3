const SAME_REQUEST_MS = 1000;

/** Ctrl-C reaches this process from the terminal and again from npm: that is one request. A later one forces. */
export function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedMs: number | undefined;
    const onSignal = () => {
      if (askedMs !== undefined && Date.now() - askedMs > SAME_REQUEST_MS) process.exit(130);
      askedMs ??= Date.now();
      resolve();
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  });
}
