import { z } from "zod";

const column = z.string().min(1);
const positive = z.number().positive();
const prices = {
  open: column.default("open"),
  high: column.default("high"),
  low: column.default("low"),
  close: column.default("close"),
};
const relation = z.string().min(1);
const pairs = z.record(column, column);

/** Where listings are kept: which symbols there are, from when to when, and on which board. */
const listing = z.strictObject({
  table: relation,
  symbol: column.default("symbol"),
  listed: column.optional(),
  delisted: column.optional(),
  board: column.optional(),
  /** A name with ST in it is under risk warning. */
  name: column.optional(),
  /** The listing counts only where this column has this value. */
  only: z.record(column, z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** Days on which a symbol rightly has no row. */
const suspensions = z.strictObject({
  table: relation,
  symbol: column.default("symbol"),
  from: column,
  to: column.optional(),
});

/**
 * What `implementation` of a `type: custom`, `engine: mystocks` check may hold, by its `check`.
 * An option not listed here is refused.
 */
export const customSpecs = {
  /** Share of cells that are missing, over the required columns or those named. */
  completeness: z.strictObject({ columns: z.array(column).min(1).optional() }),
  freshness: z.strictObject({}),
  ohlc: z.strictObject(prices),
  /** Amount in currency, volume in shares or in lots of `lotSize`; the average price has to lie in the bar. */
  volume: z.strictObject({
    volume: column.default("volume"),
    amount: column.optional(),
    vwap: column.optional(),
    low: column.default("low"),
    high: column.default("high"),
    unit: z.enum(["shares", "lots"]).default("shares"),
    lotSize: positive.default(100),
    /** Relative. */
    tolerance: z.number().nonnegative().default(0.001),
  }),
  tickSize: z.strictObject({ columns: z.array(column).min(1), tick: positive.default(0.01) }),
  closedDays: z.strictObject({}),
  /** A bar is stamped with its open or its close; the other end of the session does not belong to it. */
  sessions: z.strictObject({
    stamp: z.enum(["open", "close", "either"]).default("either"),
    /** Seconds that a row may lie outside. */
    graceSeconds: z.number().nonnegative().default(0),
  }),
  compare: z.strictObject({
    left: column,
    operator: z.enum(["=", "!=", "<", "<=", ">", ">="]),
    right: column,
    tolerance: z.number().nonnegative().default(0),
  }),
  rowCountChange: z.strictObject({
    /** Sessions of accepted history it is compared with, and how many there must be. */
    sessions: z.int().positive().default(20),
    atLeast: z.int().positive().default(5),
  }),
  volumeAnomaly: z.strictObject({
    column: column.default("volume"),
    sessions: z.int().positive().default(60),
    atLeast: z.int().min(3).default(10),
    /** `week`: compared with the same session of earlier weeks, counted among trading days. */
    season: z.enum(["none", "week", "month"]).default("week"),
    score: positive.default(3.5),
  }),
  previousClose: z.strictObject({
    close: column.default("close"),
    previousClose: column.default("pre_close"),
    adjustFactor: column.optional(),
    tolerance: z.number().nonnegative().default(0.005),
  }),
  /** Cumulative back-adjustment factor: it never falls. */
  adjustFactor: z.strictObject({ column: column.default("adj_factor") }),
  jump: z.strictObject({
    column: column.default("close"),
    adjustFactor: column.optional(),
    /** Largest relative change from one session to the next; 0.5 is ±50 %. */
    atMost: positive.default(0.5),
  }),
  stale: z.strictObject({
    column: column.default("close"),
    volume: column.optional(),
    rows: z.int().min(2).default(5),
  }),
  priceLimit: z.strictObject({
    high: column.default("high"),
    low: column.default("low"),
    close: column.default("close"),
    previousClose: column.optional(),
    adjustFactor: column.optional(),
    tick: positive.default(0.01),
    /** Without a listing the board follows from the symbol and nothing is under risk warning. */
    listing: listing.optional(),
  }),
  outlier: z.strictObject({
    column: column.default("close"),
    of: z.enum(["value", "change"]).default("change"),
    sessions: z.int().positive().default(250),
    atLeast: z.int().min(3).default(20),
    score: positive.default(3.5),
  }),
  gaps: z.strictObject({
    listing: listing.optional(),
    suspensions: suspensions.optional(),
    /** Length of an intraday bar in minutes; whole days without it. */
    barMinutes: z.int().positive().optional(),
    stamp: z.enum(["open", "close"]).default("close"),
    /** Sessions that are looked at when the run has no partition. */
    sessions: z.int().positive().default(250),
  }),
  reconcile: z.strictObject({
    with: relation,
    on: pairs,
    compare: pairs,
    /** Relative, unless `absolute` says otherwise. */
    tolerance: z.number().nonnegative().default(0),
    absolute: z.boolean().default(false),
    /** Whether a row that only one side has is a failure. */
    missing: z.enum(["fail", "ignore"]).default("fail"),
  }),
} as const;

export type CustomKind = keyof typeof customSpecs;
