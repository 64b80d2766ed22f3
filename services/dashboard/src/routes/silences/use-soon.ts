import { useEffect, useState } from "react";

const REST_MS = 300;

/** The value once it has rested: not each key that is pressed asks the server. */
export function useSoon<T>(value: T): T {
  const [rested, setRested] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(text) as T), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
