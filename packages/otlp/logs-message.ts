import { attributesField, bodyField, requestMessage } from "./common-messages.ts";

/** ExportLogsServiceRequest. */
export const logsRequest = requestMessage(
  { blocks: "resourceLogs", scopes: "scopeLogs", records: "logRecords" },
  {
    1: { name: "timeUnixNano", type: "fixed64" },
    2: { name: "severityNumber", type: "uint" },
    5: bodyField,
    6: attributesField,
    9: { name: "traceId", type: "bytes" },
    10: { name: "spanId", type: "bytes" },
    11: { name: "observedTimeUnixNano", type: "fixed64" },
    12: { name: "eventName", type: "text" },
  },
);
