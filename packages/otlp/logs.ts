import type { AnyValue } from "./any-value.ts";
import { anyValueOfJson, pairsOfJson } from "./any-value.ts";
import type { DecodeContext } from "./decode-context.ts";
import { eventAttributes } from "./event-attributes.ts";
import type { JsonObject } from "./json-body.ts";
import { enumOf, idOf, textOf, unsignedOf } from "./json-body.ts";
import { logsRequest } from "./logs-message.ts";
import { Rejections } from "./rejections.ts";
import type { Attributes, LogRecord, ResourceRecord } from "./records.ts";
import { redactText, redactValue } from "./redact.ts";
import { readRequest, recordsOf } from "./request-blocks.ts";
import { storedText } from "./stored-text.ts";
import { storedValue } from "./stored-value.ts";
import type { Encoding } from "./traces.ts";

const NAMES = { blocks: "resourceLogs", scopes: "scopeLogs", records: "logRecords" };
const OWN_EVENT = "mystocks.";
const WARN = 13;
const LONGEST_BODY = 4_096;
const LATEST_NS = 2n ** 63n - 1n;

export interface DecodedLogs {
  logs: LogRecord[];
  /** Log lines below WARN, which are not kept. */
  ignored: number;
  /** Records left out because they break the protocol: for the partial success of the answer. */
  rejected: number;
  problems: string[];
}

/**
 * An ExportLogsServiceRequest's events of ours (`mystocks.…`), whole, and its other records from WARN on.
 * Throws MalformedOtlp for a body that is no such request; nothing of it is to be used.
 */
export function decodeLogs(body: Uint8Array, encoding: Encoding, context: DecodeContext): DecodedLogs {
  const logs: LogRecord[] = [];
  const rejections = new Rejections();
  let ignored = 0;
  for (const [record, resource] of recordsOf(readRequest(body, encoding, logsRequest), NAMES, context)) {
    const log = logOf(record, resource, context);
    if (log === undefined) ignored++;
    else if (typeof log === "string") rejections.add(log);
    else logs.push(log);
  }
  return { logs, ignored, rejected: rejections.count, problems: rejections.problems };
}

/** Undefined for a line that is not kept; a string tells why it is rejected. */
function logOf(
  record: JsonObject,
  resource: ResourceRecord,
  context: DecodeContext,
): LogRecord | string | undefined {
  const pairs = pairsOfJson(record["attributes"], "attributes");
  const body = anyValueOfJson(record["body"], "body");
  const traceId = idOf(record["traceId"], "traceId");
  const spanId = idOf(record["spanId"], "spanId");
  const timeNs = timeOf(record);
  const severity = enumOf(record["severityNumber"], "severityNumber");
  const eventName = eventNameOf(record, pairs);
  const isOwn = eventName.startsWith(OWN_EVENT);
  if (!isOwn && severity < WARN) return undefined;
  if (timeNs <= 0n || timeNs > LATEST_NS) return "a log record has a time";
  if (severity < 0 || severity > 24) return "a severity number is 0 to 24";
  return {
    resource,
    timeNs,
    severity,
    eventName,
    body: bodyOf(body),
    attributes: isOwn ? eventAttributes(pairs) : allowedAttributes(pairs, context),
    traceId: traceId?.length === 16 ? traceId : undefined,
    spanId: spanId?.length === 8 ? spanId : undefined,
  };
}

function timeOf(record: JsonObject): bigint {
  const time = unsignedOf(record["timeUnixNano"], "timeUnixNano");
  return time === 0n ? unsignedOf(record["observedTimeUnixNano"], "observedTimeUnixNano") : time;
}

function eventNameOf(record: JsonObject, pairs: readonly [string, AnyValue][]): string {
  const field = textOf(record["eventName"], "eventName");
  const name = field === "" ? pairs.find(([key]) => key === "event.name")?.[1] : field;
  return typeof name === "string" ? redactValue(name, 128) : "";
}

function bodyOf(value: AnyValue): string | undefined {
  const stored = storedValue(value, (text) => redactText(text, LONGEST_BODY));
  return stored === undefined ? undefined : storedText(String(stored), LONGEST_BODY);
}

function allowedAttributes(pairs: readonly [string, AnyValue][], { rules }: DecodeContext): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of pairs) {
    const rule = rules.ofKey(key);
    if (rule === null || rule.role === "queryText") continue;
    const stored = storedValue(value, rule.clean);
    if (stored !== undefined) attributes[rule.name] = stored;
  }
  return attributes;
}
