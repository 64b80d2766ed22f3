import type { AttributeRule } from "./attribute-rules.ts";
import type { Attributes } from "./records.ts";

const MOST_ATTRIBUTES = 64;

/** A span while its fields come in, in whatever order and from either encoding. */
export class SpanDraft {
  traceId: Uint8Array | undefined = undefined;
  spanId: Uint8Array | undefined = undefined;
  parentSpanId: Uint8Array | undefined = undefined;
  name = "";
  kind = 0;
  startNs = 0n;
  endNs = 0n;
  status = 0;
  statusMessage: string | undefined = undefined;
  attributes: Attributes = {};
  attributeCount = 0;

  operation = "";
  operationType = "";
  operationParent = "";
  classification = "";
  databaseSystem = "";
  database = "";
  collection = "";
  verb = "";
  rows: number | undefined = undefined;
  bytes: number | undefined = undefined;
  queryView: DataView | undefined = undefined;
  queryFrom = 0;
  queryTo = 0;

  /** Takes an allowed attribute, its text already cleaned. */
  put(rule: AttributeRule, value: string | number | boolean): void {
    switch (rule.role) {
      case "plain":
        this.attribute(rule.name, value, rule.old);
        return;
      case "databaseSystem":
        if (!rule.old || this.databaseSystem === "") this.databaseSystem = String(value);
        return;
      case "database":
        if (!rule.old || this.database === "") this.database = String(value);
        return;
      case "collection":
        if (!rule.old || this.collection === "") this.collection = String(value);
        return;
      case "verb":
        if (!rule.old || this.verb === "") this.verb = String(value);
        return;
      case "operation":
        this.operation = String(value);
        return;
      case "operationType":
        this.operationType = String(value);
        return;
      case "operationParent":
        this.operationParent = String(value);
        return;
      case "classification":
        this.classification = String(value);
        return;
      case "rows":
        if (rule.name === "mystocks.rows" || this.rows === undefined) this.rows = wholeNumber(value);
        return;
      case "bytes":
        this.bytes = wholeNumber(value);
        return;
      case "queryText":
        return;
    }
  }

  attribute(name: string, value: string | number | boolean, onlyIfNew: boolean): void {
    if (this.attributeCount >= MOST_ATTRIBUTES) return;
    if (onlyIfNew && this.attributes[name] !== undefined) return;
    this.attributes[name] = value;
    this.attributeCount++;
  }

  query(view: DataView, from: number, to: number, old: boolean): void {
    if (old && this.queryView !== undefined) return;
    this.queryView = view;
    this.queryFrom = from;
    this.queryTo = to;
  }
}

function wholeNumber(value: string | number | boolean): number | undefined {
  const number = typeof value === "boolean" ? NaN : Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
