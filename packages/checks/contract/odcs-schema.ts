import { suggestion } from "@mystocks/near-match";
import { Ajv2019, type ErrorObject } from "ajv/dist/2019.js";
import schema from "../odcs/odcs-3.1.0.schema.json" with { type: "json" };
import type { ContractProblem } from "./problem.ts";
import { keyText, type Path, type YamlSource } from "./yaml-source.ts";

const ajv = new Ajv2019({
  allErrors: true,
  strict: false,
  verbose: true,
  validateFormats: false,
  schemas: { odcs: schema },
});

/** What the standard's own JSON schema says against a document. */
export function odcsProblems(source: YamlSource): ContractProblem[] {
  // Compiled on first use and kept by ajv: 60 ms that an import should not cost.
  const validate = ajv.getSchema("odcs")!;
  if (validate(source.value)) return [];
  return mostTelling(validate.errors ?? []).map((error) => problemOf(error, source));
}

// These follow from an error inside them, which says more.
const CONSEQUENCES = new Set(["if", "allOf", "anyOf", "oneOf", "not"]);

function mostTelling(errors: ErrorObject[]): ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    if (CONSEQUENCES.has(error.keyword) && !isOperators(error)) return false;
    // Of eight comparisons seven are always missing; what is said is that there has to be one.
    if (error.schemaPath.includes("DataQualityOperators/oneOf/")) return false;
    // A branch that failed elsewhere makes all its keys "unevaluated": only keys that nothing knows are told.
    const extra = extraKey(error);
    if (extra !== undefined && allowedKeys(error).includes(extra)) return false;
    const key = error.instancePath + error.message + JSON.stringify(error.params);
    return !seen.has(key) && seen.add(key);
  });
}

const isOperators = ({ schemaPath }: ErrorObject): boolean =>
  schemaPath.endsWith("DataQualityOperators/oneOf");

function extraKey({ params }: ErrorObject): string | undefined {
  const { unevaluatedProperty, additionalProperty } = params as Record<string, string | undefined>;
  return unevaluatedProperty ?? additionalProperty;
}

function problemOf(error: ErrorObject, source: YamlSource): ContractProblem {
  const path = pathOf(error.instancePath, source.value);
  const params = error.params as Record<string, unknown>;
  const extra = extraKey(error);
  if (extra !== undefined) {
    const remedy = suggestion(extra, allowedKeys(error));
    return {
      line: source.lineOf([...path, extra]),
      key: keyText([...path, extra]),
      message: "is not a key that may stand here",
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
  return { line: source.lineOf(path), key: keyText(path) || "document", ...wording(error, params) };
}

function wording(
  error: ErrorObject,
  params: Record<string, unknown>,
): Pick<ContractProblem, "message" | "remedy"> {
  if (error.keyword === "oneOf")
    return {
      message: "needs one comparison, and only one",
      remedy:
        "mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan, mustBeLessOrEqualTo, mustBeBetween or mustNotBeBetween",
    };
  if (error.keyword === "enum") {
    const allowed = (params["allowedValues"] as unknown[]).map(String);
    const remedy = suggestion(String(error.data), allowed);
    return {
      message: `${JSON.stringify(error.data)} is not one of the values that may stand here`,
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
  return { message: error.message ?? "is not valid" };
}

function pathOf(pointer: string, root: unknown): Path {
  let at: unknown = root;
  return pointer
    .split("/")
    .slice(1)
    .map((raw) => {
      const part = raw.replaceAll("~1", "/").replaceAll("~0", "~");
      const key = Array.isArray(at) ? Number(part) : part;
      at = (at as Record<string | number, unknown>)[key];
      return key;
    });
}

/** Keys of the schema that the error is of, its references followed. */
function allowedKeys(error: ErrorObject): string[] {
  const keys = new Set<string>();
  collectKeys(error.parentSchema, keys, 0);
  return [...keys];
}

type Node = { [key: string]: unknown; $ref?: string };

function collectKeys(node: Node | undefined, keys: Set<string>, depth: number): void {
  if (node === undefined || depth > 6) return;
  for (const key of Object.keys((node["properties"] as Node | undefined) ?? {})) keys.add(key);
  if (typeof node.$ref === "string") collectKeys(resolve(node.$ref), keys, depth + 1);
  for (const combination of ["allOf", "oneOf", "anyOf"])
    for (const part of (node[combination] as Node[] | undefined) ?? []) collectKeys(part, keys, depth + 1);
  collectKeys(node["then"] as Node | undefined, keys, depth + 1);
}

function resolve(reference: string): Node | undefined {
  let node: unknown = schema;
  for (const part of reference.replace(/^#\//, "").split("/")) node = (node as Node | undefined)?.[part];
  return node as Node | undefined;
}
