export {
  logsBody,
  metricsBody,
  tracesBody,
  type TestLog,
  type TestPoint,
  type TestSpan,
} from "./otlp-body.ts";
export { operationOf, testSpans } from "./span-source.ts";
