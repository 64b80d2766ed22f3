import type { Field, Message } from "./message-reader.ts";

const anyValue: Message = {
  1: { name: "stringValue", type: "text" },
  2: { name: "boolValue", type: "bool" },
  3: { name: "intValue", type: "int" },
  4: { name: "doubleValue", type: "double" },
  5: { name: "arrayValue", type: () => ({ 1: { name: "values", type: () => anyValue, repeated: true } }) },
  6: { name: "kvlistValue", type: () => ({ 1: { name: "values", type: () => keyValue, repeated: true } }) },
};

const keyValue: Message = {
  1: { name: "key", type: "text" },
  2: { name: "value", type: () => anyValue },
};

export const attributesField: Field = { name: "attributes", type: () => keyValue, repeated: true };
export const bodyField: Field = { name: "body", type: () => anyValue };

const resource: Message = { 1: attributesField };

/** A request: blocks by resource, blocks by scope, records. */
export function requestMessage(
  names: { blocks: string; scopes: string; records: string },
  record: Message,
): Message {
  const scope: Message = { 2: { name: names.records, type: () => record, repeated: true } };
  const block: Message = {
    1: { name: "resource", type: () => resource },
    2: { name: names.scopes, type: () => scope, repeated: true },
  };
  return { 1: { name: names.blocks, type: () => block, repeated: true } };
}
