/** A JSON schema, or what of OpenAPI 3.0 a CRD has for one. */
export type Schema = Record<string, unknown>;

/**
 * A CRD's schema as a JSON schema that knows every key: objects with named properties take no others, as a server does
 * that validates strictly. Texts for people are left out.
 */
export function strictSchema(crd: Schema): Schema {
  const { properties, items, additionalProperties, nullable, ...rest } = crd;
  const out = withoutTexts(rest);
  if (crd["x-kubernetes-int-or-string"] === true) return { type: ["integer", "string"] };
  if (nullable === true && typeof out.type === "string") out.type = [out.type, "null"];
  if (properties !== undefined) out.properties = eachOf(properties, strictSchema);
  if (items !== undefined) out.items = strictSchema(items as Schema);
  if (typeof additionalProperties === "object" && additionalProperties !== null)
    out.additionalProperties = strictSchema(additionalProperties as Schema);
  else if (properties !== undefined && crd["x-kubernetes-preserve-unknown-fields"] !== true)
    out.additionalProperties = false;
  return out;
}

/** Formats that CRDs have of their own say nothing to a validator of JSON schemas. */
const TEXTS = new Set(["description", "format", "default"]);

const withoutTexts = (schema: Schema): Schema =>
  Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !TEXTS.has(keyword) && !keyword.startsWith("x-")),
  );

function eachOf(schemas: unknown, change: (schema: Schema) => Schema): Schema {
  return Object.fromEntries(
    Object.entries(schemas as Record<string, Schema>).map(([key, schema]) => [key, change(schema)]),
  );
}

/** A schema that needs no other file: definitions that it leads to, and no more, come along. */
export function standalone(schema: Schema, definitions: Readonly<Record<string, Schema>>): Schema {
  const needed: Schema = {};
  const wanted = [...namesIn(schema)];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const found = definitions[name];
    if (name in needed || found === undefined) continue;
    needed[name] = local(found);
    wanted.push(...namesIn(found));
  }
  return { ...local(schema), definitions: needed };
}

const REFERENCE = /"\$ref":\s*"[^"]*#\/(?:\$defs|definitions)\/([^"]+)"/g;

const namesIn = (schema: Schema): string[] =>
  [...JSON.stringify(schema).matchAll(REFERENCE)].map(([, name]) => name ?? "");

const local = (schema: Schema): Schema =>
  JSON.parse(
    JSON.stringify(schema).replace(REFERENCE, (_, name: string) => `"$ref":"#/definitions/${name}"`),
  ) as Schema;
