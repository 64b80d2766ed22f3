import { isAlias, isMap, isScalar, parseDocument, type Document, type Pair, type YAMLMap } from "yaml";

type Json = Record<string, unknown>;

const anyObject: Json = { type: "object" };
const objects: Json = { type: "array", items: anyObject };
const strings: Json = { type: "object", additionalProperties: { type: "string" } };
const texts: Json = { type: "array", items: { type: "string", minLength: 1 } };
const portNumber: Json = { type: "integer", minimum: 1, maximum: 65535 };
const quantity: Json = { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$" };
const autoOr: Json = { enum: ["auto", true, false] };
const quantities = { type: "object", additionalProperties: { type: ["string", "number"] } };

/** Where the default says too little. Of keys that end the same the longest path counts. */
const SAID: Readonly<Record<string, Json>> = {
  "image.pullPolicy": { enum: ["", "Always", "IfNotPresent", "Never"] },
  "image.digest": { type: "string", pattern: "^(sha256:[0-9a-f]{64})?$" },
  "image.repository": { type: "string", minLength: 1 },
  publicUrl: { type: "string", pattern: "^(https?://.+)?$" },
  "migrations.mode": { enum: ["startup", "hook", "initContainer", "none"] },
  "collector.mode": { enum: ["gateway", "daemonset"] },
  "autoscaling.type": { enum: ["none", "hpa", "keda"] },
  "sasl.mechanism": { enum: ["", "plain", "scram-sha-256", "scram-sha-512"] },
  "service.type": { enum: ["ClusterIP", "NodePort", "LoadBalancer"] },
  "dashboards.language": { enum: ["en", "zh"] },
  "monitoring.podMonitor": autoOr,
  "monitoring.prometheusRule": autoOr,
  "monitoring.interval": { type: "string", pattern: "^[0-9]+(ms|s|m|h)$" },
  replicas: { type: ["integer", "null"], minimum: 0 },
  minReplicas: { type: "integer", minimum: 1 },
  maxReplicas: { type: "integer", minimum: 1 },
  port: portNumber,
  storage: quantity,
  heap: { type: "string", pattern: "^[0-9]+[mg]$" },
  brokers: { type: "array", items: { type: "string", pattern: "^[^\\s,/]+:[0-9]+$" } },
  "alertmanager.urls": { type: "array", items: { type: "string", pattern: "^https?://" } },
  "prometheus.url": { type: "string", pattern: "^(https?://.+)?$" },
  contracts: { type: "object", additionalProperties: anyObject },
  datasetPorts: { type: "array", items: portNumber },
  receiverPorts: { type: "array", items: portNumber },
  serviceJobPorts: { type: "array", items: portNumber },
  hostnames: texts,
  requests: quantities,
  limits: quantities,
  rules: { type: "object", additionalProperties: { type: "object", required: ["groups"] } },
  annotations: strings,
  labels: strings,
  podAnnotations: strings,
  podLabels: strings,
  nodeSelector: strings,
  affinity: anyObject,
  podSecurityContext: anyObject,
  containerSecurityContext: anyObject,
  extraObjects: { type: "array", items: { type: ["object", "string"] } },
};

/** The values' JSON schema, closed at every level; types and texts are those of values.yaml and its comments. */
export function valuesSchema(valuesText: string, config: Json): Json {
  const document = parseDocument(valuesText, { merge: true });
  const root = document.contents as YAMLMap;
  const schema = closed(root, [], document);
  const properties = schema.properties as Json;
  // In a parent chart: what switches the whole chart, and values for every chart.
  properties.enabled = { type: "boolean", description: "Read by a parent chart's condition." };
  (properties.global as Json).additionalProperties = true;
  properties.config = { ...config, $schema: undefined, description: "Keys of mystocks-monitor.yaml." };
  return { $schema: "http://json-schema.org/draft-07/schema#", title: "mystocks-monitor", ...schema };
}

function closed(map: YAMLMap, path: readonly string[], document: Document): Json {
  const properties: Json = {};
  for (const [at, pair] of map.items.entries()) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    if (key.includes("<<") && isAlias(pair.value)) {
      const merged = pair.value.resolve(document);
      if (isMap(merged)) Object.assign(properties, closed(merged, path, document).properties);
    } else properties[key] = described(pair, [...path, key], document, commentOf(map, at, path));
  }
  return { type: "object", additionalProperties: false, properties };
}

function described(
  { value }: Pair,
  path: readonly string[],
  document: Document,
  description: string | undefined,
): Json {
  const node = isAlias(value) ? value.resolve(document) : value;
  const said = path.map((_, from) => SAID[path.slice(from).join(".")]).find((one) => one !== undefined);
  const schema =
    said ?? (isMap(node) ? closed(node, path, document) : ofValue(isScalar(node) ? node.value : []));
  return { ...schema, ...(description !== undefined && { description }) };
}

/** The comment above a key, as one line. That above the first key of a map is kept with the map. */
export function commentOf(map: YAMLMap, at: number, path: readonly string[]): string | undefined {
  const key = map.items[at]?.key as { commentBefore?: string | null } | null;
  const own = key?.commentBefore ?? (at === 0 && path.length > 0 ? map.commentBefore : undefined);
  const lines = own?.split("\n").map((line) => line.trim()) ?? [];
  // What stands before an empty line is about all that follows.
  return lines.slice(lines.lastIndexOf("") + 1).join(" ") || undefined;
}

function ofValue(value: unknown): Json {
  if (typeof value === "boolean" || typeof value === "string") return { type: typeof value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { type: "integer", minimum: 0 } : { type: "number" };
  return objects;
}
