import type { AnyValue } from "./any-value.ts";
import { readPair } from "./any-value.ts";
import { storedValue } from "./stored-value.ts";
import { ByteCache } from "./byte-cache.ts";
import type { Attributes, ResourceRecord } from "./records.ts";
import { isSecretKey, redactValue } from "./redact.ts";
import { storedText } from "./stored-text.ts";
import type { WireReader } from "./wire-reader.ts";

const ALLOWED_PREFIXES = ["service.", "k8s.", "container.", "process.runtime.", "telemetry.sdk."];
const ALLOWED = new Set(["deployment.environment.name", "host.name", "host.arch", "os.type", "process.pid"]);
/** Command lines carry passwords. */
const FORBIDDEN = /command|\.args/;
const RENAMED = new Map([["deployment.environment", "deployment.environment.name"]]);
const MOST_ATTRIBUTES = 64;
const UNKNOWN_SERVICE = "unknown_service";

/** What one resource says, allow-listed. */
function resourceOf(pairs: Iterable<[string, AnyValue]>): ResourceRecord {
  const attributes: Attributes = {};
  let count = 0;
  for (const [key, value] of pairs) {
    const name = RENAMED.get(key) ?? key;
    if (!isAllowed(name) || count >= MOST_ATTRIBUTES) continue;
    const stored = isSecretKey(name) ? "[redacted]" : storedValue(value, (text) => redactValue(text, 256));
    if (stored === undefined) continue;
    attributes[storedText(name, 128)] = stored;
    count++;
  }
  return { service: serviceOf(attributes), instance: instanceOf(attributes), attributes };
}

function isAllowed(name: string): boolean {
  if (FORBIDDEN.test(name)) return false;
  return ALLOWED.has(name) || ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function serviceOf(attributes: Attributes): string {
  const name = attributes["service.name"];
  return name === undefined || name === "" ? UNKNOWN_SERVICE : String(name).slice(0, 128);
}

function instanceOf(attributes: Attributes): string {
  const { "service.instance.id": id, "k8s.pod.name": pod, "host.name": host } = attributes;
  return String(id ?? pod ?? host ?? "");
}

const MOST_RESOURCES = 2_000;

/** One object a resource, over bodies and signals, so that its number can be kept with it. */
export class Resources {
  readonly #byBytes = new ByteCache<ResourceRecord>({ slots: 512, longestKey: 4096 });
  readonly #byContent = new Map<string, ResourceRecord>();
  readonly none = this.ofPairs([]);

  ofPairs(pairs: Iterable<[string, AnyValue]>): ResourceRecord {
    const resource = resourceOf(pairs);
    const content = JSON.stringify(resource.attributes);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    if (this.#byContent.size >= MOST_RESOURCES) this.#byContent.clear();
    this.#byContent.set(content, resource);
    return resource;
  }

  /** The Resource message from the reader's place up to `end`. */
  read(reader: WireReader, end: number): ResourceRecord {
    const from = reader.at;
    const known = this.#byBytes.get(reader.view, from, end);
    if (known !== undefined) {
      reader.at = end;
      return known;
    }
    const resource = this.ofPairs(readPairs(reader, end));
    this.#byBytes.set(reader.view, from, end, resource);
    return resource;
  }
}

function readPairs(reader: WireReader, end: number): [string, AnyValue][] {
  const pairs: [string, AnyValue][] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x0a) pairs.push(readPair(reader, reader.end(end)));
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return pairs;
}
