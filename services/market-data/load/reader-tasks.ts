import type { Market } from "../market.ts";
import type { Task } from "./pace.ts";

/** With 14 reads a second and a minute to live, nine of ten reads of K-lines hit the cache. */
const SKEW = 18;

/** What users do, over HTTP: popular symbols more often, so that the cache has something to hit. */
export function readerTasks(market: Market, baseUrl: string): Task[] {
  const symbols = market.universe.map(({ symbol }) => symbol);
  const popular = () => symbols[Math.floor(symbols.length * Math.random() ** SKEW)]!;
  const oneOf = <T>(...choices: T[]): T => choices[Math.floor(Math.random() * choices.length)]!;
  const get = async (path: string) => {
    const response = await fetch(`${baseUrl}${path}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  };
  return [
    {
      name: "GET /klines",
      perSecond: 14,
      atOnce: 3,
      run: () => get(`/klines/${popular()}?limit=60`),
    },
    {
      name: "GET /ticks",
      perSecond: 8,
      atOnce: 2,
      run: () => get(`/ticks/${popular()}?limit=${oneOf(20, 100, 500)}`),
    },
    {
      name: "GET /minute",
      perSecond: 5,
      atOnce: 2,
      run: () => get(`/minute/${popular()}?limit=${oneOf(30, 60, 240)}`),
    },
    {
      name: "GET /rankings",
      perSecond: 4,
      atOnce: 1,
      run: () => get(`/rankings?by=${oneOf("change", "turnover", "momentum", "volatility")}`),
    },
    { name: "GET /signals", perSecond: 1.5, atOnce: 1, run: () => get("/signals?limit=20") },
    { name: "GET /symbols", perSecond: 0.5, atOnce: 1, run: () => get("/symbols") },
  ];
}
