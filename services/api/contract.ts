// What the API answers. The dashboard takes its types from here, the server its validation and OpenAPI.
export { windowSchema, type Window } from "./contract/parts.ts";
export {
  operationKeySchema,
  figuresSchema,
  pointSchema,
  operationSummarySchema,
  executionSchema,
  thresholdsSchema,
  operationListSchema,
  operationDetailSchema,
  executionListSchema,
  type OperationKey,
  type Figures,
  type Point,
  type OperationSummary,
  type OperationList,
  type OperationDetail,
  type Execution,
  type ExecutionList,
} from "./contract/operations.ts";
export { traceSpanSchema, traceSchema, type Trace, type TraceSpan } from "./contract/traces.ts";
export { requestSchema, requestListSchema, type Request, type RequestList } from "./contract/requests.ts";
export { serviceSchema, serviceListSchema, type Service, type ServiceList } from "./contract/services.ts";
export { overviewSchema, type Overview } from "./contract/overview.ts";
export {
  pipelineHopSchema,
  ledgerLineSchema,
  pipelineSchema,
  type PipelineHop,
  type LedgerLine,
  type Pipeline,
} from "./contract/pipeline.ts";
export {
  jobDetailSchema,
  jobInstantSchema,
  jobListSchema,
  jobRequestSchema,
  jobRunListSchema,
  jobRunSchema,
  jobScheduleSchema,
  jobSchema,
  type Job,
  type JobDetail,
  type JobInstant,
  type JobList,
  type JobRun,
  type JobRunList,
  type JobSchedule,
} from "./contract/jobs.ts";
export { sessionSchema, type Session } from "./contract/session.ts";
export { problemSchema, type Problem } from "./contract/problem.ts";
