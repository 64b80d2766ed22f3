import type { DecodeContext } from "./decode-context.ts";
import type { OperationKey, ResourceRecord, SpanRecord } from "./records.ts";
import type { SpanDraft } from "./span-draft.ts";
import type { Query } from "./statements.ts";

const LATEST_NS = 2n ** 63n - 1n;

/** The record, or the reason why this span is rejected. */
export function spanRecord(
  draft: SpanDraft,
  resource: ResourceRecord,
  context: DecodeContext,
  decode: (view: DataView, from: number, to: number) => string,
): SpanRecord | string {
  const { traceId, spanId, parentSpanId, startNs, endNs } = draft;
  if (traceId?.length !== 16 || isZero(traceId)) return "a trace id is 16 bytes, not all zero";
  if (spanId?.length !== 8 || isZero(spanId)) return "a span id is 8 bytes, not all zero";
  if (parentSpanId !== undefined && parentSpanId.length !== 8) return "a parent span id is 8 bytes";
  if (startNs <= 0n || endNs <= 0n || endNs > LATEST_NS)
    return "a span starts and ends between 1970 and 2262";
  const query = queryOf(draft, context, decode);
  const operation = context.operations.of(draft, query, resource.service);
  keepAttributes(draft, operation);
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId === undefined || isZero(parentSpanId) ? undefined : parentSpanId,
    resource,
    name: draft.name,
    kind: draft.kind,
    startNs,
    endNs,
    status: draft.status,
    statusMessage: draft.statusMessage,
    attributes: draft.attributeCount === 0 ? undefined : draft.attributes,
    statement: query?.statement,
    operation,
    enclosed: operation?.kind === "database" && draft.operationParent !== "",
    rows: draft.rows,
    bytes: draft.bytes,
  };
}

function isZero(id: Uint8Array): boolean {
  for (let i = 0; i < id.length; i++) if (id[i] !== 0) return false;
  return true;
}

function queryOf(
  draft: SpanDraft,
  { statements }: DecodeContext,
  decode: (view: DataView, from: number, to: number) => string,
): Query | undefined {
  const { queryView, queryFrom, queryTo } = draft;
  if (queryView === undefined) return undefined;
  return statements.query(queryView, queryFrom, queryTo, draft.databaseSystem, decode);
}

/** What the operation key says is not kept a second time. */
function keepAttributes(draft: SpanDraft, operation: OperationKey | undefined): void {
  if (draft.operationParent !== "")
    draft.attribute("mystocks.operation.parent", draft.operationParent, false);
  if (operation !== undefined) return;
  if (draft.classification !== "") draft.attribute("mystocks.classification", draft.classification, false);
  if (draft.databaseSystem !== "") draft.attribute("db.system.name", draft.databaseSystem, false);
  if (draft.database !== "") draft.attribute("db.namespace", draft.database, false);
  if (draft.collection !== "") draft.attribute("db.collection.name", draft.collection, false);
  if (draft.verb !== "") draft.attribute("db.operation.name", draft.verb, false);
}
