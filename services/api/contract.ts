// What the API answers. The dashboard takes its types from here, the server its validation and OpenAPI.
import { z } from "zod";
import { HOPS, QUEUE_UNITS, SIGNALS, UNITS } from "./pipeline/flow.ts";
import { CODES, STATES } from "./pipeline/reason.ts";

const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");
const milliseconds = z.number().nonnegative();
const quantile = milliseconds.nullable().describe("Milliseconds; null when nothing ran");

export const windowSchema = z.object({ from: time, to: time, seconds: z.number() });

export const operationKeySchema = z.object({
  id: z.int(),
  service: z.string(),
  operation: z.string(),
  type: z.string(),
  kind: z.enum(["tracked", "database"]),
  classification: z.string(),
  databaseSystem: z.string(),
  database: z.string(),
  collection: z.string(),
});

export const figuresSchema = z.object({
  count: z.int(),
  errors: z.int(),
  errorRatio: z.number(),
  ratePerSecond: z.number(),
  overWarning: z.int(),
  overCritical: z.int(),
  rows: z.int(),
  bytes: z.int(),
  averageMs: quantile,
  maxMs: quantile,
  p50Ms: quantile,
  p95Ms: quantile,
  p99Ms: quantile,
  p999Ms: quantile,
});

export const pointSchema = z.object({
  time,
  count: z.int(),
  errors: z.int(),
  overWarning: z.int(),
  overCritical: z.int(),
  maxMs: quantile,
  p50Ms: quantile,
  p95Ms: quantile,
  p99Ms: quantile,
});

export const operationSummarySchema = z.object({
  key: operationKeySchema,
  figures: figuresSchema,
  /** 30 equal steps of the window. */
  trend: z.array(z.object({ ratePerSecond: z.number(), p95Ms: quantile })),
});

export const executionSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  endedAt: time,
  durationMs: milliseconds,
  level: z.enum(["ok", "warning", "critical"]),
  failed: z.boolean(),
  error: z.string().nullable(),
  rows: z.int().nullable(),
  operation: operationKeySchema,
  /** Statement of this span, or of the slowest database span below it. */
  statement: z.string().nullable(),
});

export const thresholdsSchema = z.object({ warningMs: z.number(), criticalMs: z.number() });

export const operationListSchema = z.object({
  window: windowSchema,
  items: z.array(operationSummarySchema),
  total: z.int(),
  next: z.string().nullable().describe("Cursor of the next page"),
  facets: z.object({
    services: z.array(z.string()),
    classifications: z.array(z.string()),
    databases: z.array(z.string()),
  }),
});

export const operationDetailSchema = z.object({
  window: windowSchema,
  key: operationKeySchema,
  thresholds: thresholdsSchema,
  figures: figuresSchema,
  stepSeconds: z.number(),
  points: z.array(pointSchema),
  /** Slowest first, up to 50: the dots of the chart and the table. */
  executions: z.array(executionSchema),
  statements: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      count: z.int(),
      averageMs: milliseconds,
      maxMs: milliseconds,
    }),
  ),
  /** Since when statements are counted: the last 5 minutes, and no further back than all spans are kept. */
  statementsFrom: time.optional(),
});

export const executionListSchema = z.object({
  window: windowSchema,
  items: z.array(executionSchema),
  next: z.string().nullable(),
});

export const traceSpanSchema = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  depth: z.int(),
  service: z.string(),
  name: z.string(),
  kind: z.enum(["internal", "server", "client", "producer", "consumer"]),
  offsetMs: z.number(),
  durationMs: milliseconds,
  selfMs: milliseconds,
  failed: z.boolean(),
  error: z.string().nullable(),
  level: z.enum(["ok", "warning", "critical"]),
  operation: operationKeySchema.nullable(),
  statement: z.string().nullable(),
  rows: z.int().nullable(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const traceSchema = z.object({
  traceId: z.string(),
  startedAt: time,
  durationMs: milliseconds,
  services: z.array(z.string()),
  /** False when a parent is missing: the duration is then of what is known. */
  complete: z.boolean(),
  /** In the order of the waterfall: parents before children, by start. */
  spans: z.array(traceSpanSchema),
});

export const requestSchema = z.object({
  endedAt: time,
  traceId: z.string(),
  spanId: z.string(),
  service: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.int().nullable(),
  durationMs: milliseconds,
  clientAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  failed: z.boolean(),
});

export const requestListSchema = z.object({
  window: windowSchema,
  items: z.array(requestSchema),
  next: z.string().nullable(),
  routes: z.array(
    z.object({
      service: z.string(),
      method: z.string(),
      route: z.string(),
      count: z.int(),
      errors: z.int(),
      p50Ms: quantile,
      p95Ms: quantile,
      maxMs: quantile,
    }),
  ),
  /** Since when `routes` are counted: of older requests only slow, failed and exemplary ones are kept. */
  routesFrom: time.optional(),
});

export const serviceSchema = z.object({
  service: z.string(),
  instances: z.int(),
  language: z.string().nullable(),
  lastSeenAt: time,
  state: z.enum(["live", "silent"]),
  figures: figuresSchema,
});

export const serviceListSchema = z.object({ window: windowSchema, items: z.array(serviceSchema) });

export const overviewSchema = z.object({
  window: windowSchema,
  figures: figuresSchema,
  /** The same figures over the window before this one. */
  before: figuresSchema,
  stepSeconds: z.number(),
  points: z.array(pointSchema),
  /** Mean number of operations in flight per step, by operation, largest five and the rest. */
  load: z.array(z.object({ key: operationKeySchema.nullable(), values: z.array(z.number()) })),
  slowest: z.array(executionSchema),
  services: z.array(serviceSchema),
  pools: z.array(
    z.object({
      service: z.string(),
      pool: z.string(),
      database: z.string(),
      active: z.number(),
      idle: z.number(),
      waiting: z.number(),
      max: z.number().nullable(),
    }),
  ),
  caches: z.array(
    z.object({
      service: z.string(),
      cache: z.string(),
      tier: z.string(),
      hits: z.number(),
      misses: z.number(),
      hitRatio: z.number().nullable(),
    }),
  ),
  health: z.array(
    z.object({
      kind: z.enum(["service", "datasource"]),
      service: z.string(),
      name: z.string(),
      up: z.boolean(),
    }),
  ),
  /** What the sample platform says of itself; null when it does not run. */
  sample: z.object({ description: z.string(), descriptionZh: z.string() }).nullable(),
});

const known = z.number().nullable().describe("null: not known, which is not 0");
const counts = z.array(z.object({ reason: z.string(), count: z.number() }));

export const pipelineHopSchema = z.object({
  hop: z.enum(HOPS),
  state: z.enum(STATES),
  reason: z.object({
    code: z.enum(CODES),
    seconds: z.number().optional(),
    count: z.number().optional(),
    unit: z.enum(QUEUE_UNITS).optional().describe("Of what is counted; items when left out"),
    share: z.number().optional().describe("0 to 1"),
    hop: z.enum(HOPS).optional().describe("Who it waits for"),
    reason: z.string().optional(),
  }),
  readAt: time.nullable().describe("When its figures last came"),
  /** Services that send telemetry and do not tell how much. */
  untold: z.array(z.string()),
  flows: z.array(
    z.object({
      signal: z.enum(SIGNALS),
      unit: z.enum(UNITS),
      inPerSecond: known,
      outPerSecond: known,
      held: known.describe("Waits here now"),
      queue: z
        .object({ length: z.number(), capacity: z.number().nullable(), unit: z.enum(QUEUE_UNITS) })
        .nullable()
        .describe("What waits, in the unit the hop counts it in"),
      oldestSeconds: known.describe("Age of the oldest that waits"),
      refusedPerSecond: known.describe("Given back to the sender, who may try again"),
      dropped: counts.describe("In the window"),
    }),
  ),
});

/** Of one hop (from = to): in = out + repeated + dropped + heldChange + unaccounted. Of the way between two: what left, what arrived. */
export const ledgerLineSchema = z.object({
  from: z.enum(HOPS),
  to: z.enum(HOPS),
  signal: z.enum(SIGNALS),
  unit: z.enum(UNITS),
  since: time.describe("Since when all its figures are known: the window or less"),
  in: known,
  out: known,
  repeated: known.describe("Came once more and was recognised"),
  dropped: counts,
  heldChange: known.describe("By how much what waits has grown"),
  unaccounted: known.describe(
    "More than 0: missing; less: more came than was sent; null: why says why not known",
  ),
  doubt: z
    .number()
    .describe("unaccounted may be wrong by so much: a counter began anew, or something was sent again"),
  why: z.enum(["not_told", "not_all_tell", "waiting_uncounted", "settling"]).nullable(),
});

export const pipelineSchema = z.object({
  window: windowSchema,
  /** Since when the hops are read: what was before is not known. */
  watchedSince: time,
  readAt: time,
  state: z.enum(STATES).describe("The worst of all hops; unknown ones do not count"),
  hops: z.array(pipelineHopSchema),
  freshness: z.object({
    newestAt: time.nullable(),
    ageMs: milliseconds.nullable(),
    p99Ms: milliseconds.nullable(),
    targetMs: milliseconds,
    quiet: z.boolean().describe("No span came in the last seconds"),
    stepSeconds: z.number(),
    points: z.array(z.object({ time, ageMs: milliseconds.nullable() })),
  }),
  ledger: z.array(ledgerLineSchema),
});

export const sessionSchema = z.object({
  name: z.string(),
  role: z.enum(["viewer", "operator", "admin"]),
  version: z.string(),
  otlpEndpoint: z.string(),
});

export {
  jobDetailSchema,
  jobInstantSchema,
  jobListSchema,
  jobRequestSchema,
  jobRunListSchema,
  jobRunSchema,
  jobScheduleSchema,
  jobSchema,
} from "./jobs-contract.ts";
export type {
  Job,
  JobDetail,
  JobInstant,
  JobList,
  JobRun,
  JobRunList,
  JobSchedule,
} from "./jobs-contract.ts";

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  field: z.string().optional(),
  allowed: z.array(z.string()).optional(),
  remedy: z.string().optional(),
});

export type Window = z.infer<typeof windowSchema>;
export type OperationKey = z.infer<typeof operationKeySchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type Point = z.infer<typeof pointSchema>;
export type OperationSummary = z.infer<typeof operationSummarySchema>;
export type OperationList = z.infer<typeof operationListSchema>;
export type OperationDetail = z.infer<typeof operationDetailSchema>;
export type Execution = z.infer<typeof executionSchema>;
export type ExecutionList = z.infer<typeof executionListSchema>;
export type Trace = z.infer<typeof traceSchema>;
export type TraceSpan = z.infer<typeof traceSpanSchema>;
export type Request = z.infer<typeof requestSchema>;
export type RequestList = z.infer<typeof requestListSchema>;
export type Service = z.infer<typeof serviceSchema>;
export type ServiceList = z.infer<typeof serviceListSchema>;
export type Overview = z.infer<typeof overviewSchema>;
export type PipelineHop = z.infer<typeof pipelineHopSchema>;
export type LedgerLine = z.infer<typeof ledgerLineSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type Problem = z.infer<typeof problemSchema>;
