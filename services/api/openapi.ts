import type { RouteDeclaration } from "@mystocks/runtime";
import * as alerting from "@mystocks/alerting";
import { z } from "zod";
import * as contract from "./contract.ts";
import { VERSION } from "./version.ts";

type Json = Record<string, unknown>;

/** OpenAPI 3.1 made of the very schemas that validate. */
export function openApiDocument(routes: readonly RouteDeclaration[]): Json {
  const schemas = namedSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    (paths[`/api/v1${route.path}`] ??= {})[route.method] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "MyStocks Monitor",
      version: VERSION,
      description: "Operations, traces and requests of a market-data platform. Times are RFC 3339 in UTC.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "mystocks_session" },
      },
      responses: {
        Problem: {
          description: "What is wrong and what may stand there (RFC 9457)",
          content: { "application/problem+json": { schema: reference("Problem") } },
        },
      },
    },
  };
}

function operationOf(route: RouteDeclaration): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.needs === "nobody" ? { security: [] } : { "x-role": route.needs }),
    parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchema(route.body) } },
          },
        }),
    responses: { ...successOf(route), default: { $ref: "#/components/responses/Problem" } },
  };
}

function successOf({ answer, mediaType = "application/json" }: RouteDeclaration): Json {
  if (answer instanceof z.ZodUndefined) return { 204: { description: "Done; there is nothing to say" } };
  const name = schemaName(answer);
  const schema = name === undefined ? jsonSchema(answer) : reference(name);
  return { 200: { description: name ?? "The document", content: { [mediaType]: { schema } } } };
}

function parametersOf(schema: z.ZodObject, place: "path" | "query"): Json[] {
  const { properties = {} } = jsonSchema(schema) as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path",
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

const operationId = ({ method, path }: RouteDeclaration) =>
  `${method}${path.replaceAll(/\W+(\w)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "")}`;

/** The contract's schemas under their names: `traceSchema` is Trace. */
function contractSchemas(): [string, z.ZodType][] {
  return Object.entries({ ...contract, ...alerting }).flatMap(([name, schema]) => {
    if (!name.endsWith("Schema")) return [];
    const base = name.slice(0, -"Schema".length);
    return [[base[0]!.toUpperCase() + base.slice(1), schema]];
  });
}

function schemaName(schema: z.ZodType): string | undefined {
  return contractSchemas().find(([, one]) => one === schema)?.[0];
}

/** All of them at once, so that one that holds another refers to it. */
function namedSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of contractSchemas()) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema as Json)]),
  );
}

const jsonSchema = (schema: z.ZodType) => withoutIdentity(z.toJSONSchema(schema) as Json);

function withoutIdentity(schema: Json): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
