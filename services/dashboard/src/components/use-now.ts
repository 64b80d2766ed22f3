import { useEffect, useState } from "react";

const TICK_MS = 20_000;

/** Unix milliseconds, fresh enough to tell today from yesterday; one moment for all that a component shows. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
