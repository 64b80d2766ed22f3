import { z } from "zod";

const number = (minimum: number, maximum: number, preset: number) =>
  z.coerce.number().min(minimum).max(maximum).default(preset);

const schema = z.object({
  /** A PostgreSQL database of the service's own. */
  MARKET_DATA_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Address to listen on: in a container one that others reach. */
  MARKET_DATA_HOST: z.string().min(1).default("127.0.0.1"),
  /** 0 takes a free one. */
  MARKET_DATA_PORT: number(0, 65_535, 8_100).pipe(z.int()),
  /** Instruments in the sample market. */
  MARKET_DATA_SYMBOLS: number(10, 1_000, 200).pipe(z.int()),
  /** Operations a second the load aims at; 0 keeps the service idle. */
  MARKET_DATA_RATE: number(0, 2_000, 40),
  /** Who has it may prewarm and clear the caches from other machines; without it nobody may but this machine. */
  MARKET_DATA_JOBS_TOKEN: z.string().min(16).optional(),
});

export interface MarketDataConfig {
  databaseUrl: string;
  host: string;
  port: number;
  symbols: number;
  ratePerSecond: number;
  jobsToken?: string | undefined;
}

/** @throws Error that lists every variable that can't be used, with what may come */
export function readConfig(environment: Record<string, string | undefined>): MarketDataConfig {
  const read = schema.safeParse(environment);
  if (!read.success) throw new Error(`wrong configuration\n${z.prettifyError(read.error)}`);
  return {
    databaseUrl: read.data.MARKET_DATA_DATABASE_URL,
    host: read.data.MARKET_DATA_HOST,
    port: read.data.MARKET_DATA_PORT,
    symbols: read.data.MARKET_DATA_SYMBOLS,
    ratePerSecond: read.data.MARKET_DATA_RATE,
    jobsToken: read.data.MARKET_DATA_JOBS_TOKEN,
  };
}
