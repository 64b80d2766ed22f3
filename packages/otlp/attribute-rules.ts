import { ByteCache } from "./byte-cache.ts";
import { databaseSystemName } from "./database-system.ts";
import { isSecretKey, redactText, redactValue, urlPath } from "./redact.ts";
import { storedText } from "./stored-text.ts";

/** What a span's attribute is besides an attribute. */
type Role =
  | "plain"
  | "queryText"
  | "databaseSystem"
  | "database"
  | "collection"
  | "verb"
  | "operation"
  | "operationType"
  | "operationParent"
  | "classification"
  | "rows"
  | "bytes";

/** One allowed attribute. */
export interface AttributeRule {
  /** The key it is stored under: OpenTelemetry's present spelling. */
  name: string;
  role: Role;
  /** Makes a string value storable: redacted and capped. */
  clean: (text: string) => string;
  /** An older spelling never replaces the present one. */
  old: boolean;
  /** Cleaned values by their bytes; undefined where most values differ. */
  cache: ByteCache<string> | undefined;
}

interface Allowed {
  role?: Role;
  clean?: (text: string) => string;
  /** Most values differ, so remembering them is in vain. */
  varied?: boolean;
  /** Older spellings. */
  was?: readonly string[];
}

const word = (text: string) => redactValue(text, 128);
const message = (text: string) => redactText(text, 1024);

const ALLOWED: Record<string, Allowed> = {
  "mystocks.operation.name": { role: "operation" },
  "mystocks.operation.type": { role: "operationType" },
  "mystocks.operation.parent": { role: "operationParent" },
  "mystocks.classification": { role: "classification" },
  "mystocks.rows": { role: "rows" },
  "mystocks.bytes": { role: "bytes" },

  "db.system.name": {
    role: "databaseSystem",
    clean: (text) => databaseSystemName(word(text)),
    was: ["db.system"],
  },
  "db.namespace": { role: "database", was: ["db.name", "db.redis.database_index"] },
  "db.collection.name": {
    role: "collection",
    was: ["db.sql.table", "db.mongodb.collection", "db.cassandra.table"],
  },
  "db.operation.name": { role: "verb", was: ["db.operation"] },
  "db.query.text": { role: "queryText", was: ["db.statement"] },
  "db.query.summary": { clean: (text) => redactText(text, 256) },
  "db.response.status_code": {},
  "db.response.returned_rows": { role: "rows" },
  "db.operation.batch.size": {},
  "db.stored_procedure.name": {},
  "db.client.connection.pool.name": { was: ["pool.name"] },

  "error.type": {},
  "exception.type": {},
  "exception.message": { clean: message },

  "http.request.method": { was: ["http.method"] },
  "http.response.status_code": { was: ["http.status_code"] },
  "http.route": {},
  "http.request.resend_count": { was: ["http.resend_count"] },
  "http.request.body.size": { was: ["http.request_content_length"] },
  "http.response.body.size": { was: ["http.response_content_length"] },
  "url.path": { clean: urlPath, varied: true, was: ["http.target", "url.full", "http.url"] },
  "url.scheme": { was: ["http.scheme"] },
  "url.template": { clean: urlPath },
  "user_agent.original": { clean: (text) => redactValue(text, 256), was: ["http.user_agent"] },

  "client.address": { was: ["http.client_ip"] },
  "server.address": { was: ["net.peer.name", "net.host.name"] },
  "server.port": { was: ["net.peer.port", "net.host.port"] },
  "network.peer.address": { was: ["net.sock.peer.addr", "net.peer.ip"] },
  "network.peer.port": { was: ["net.sock.peer.port"] },
  "network.protocol.name": { was: ["net.protocol.name"] },
  "network.protocol.version": { was: ["http.flavor", "net.protocol.version"] },
  "network.transport": { was: ["net.transport"] },

  "messaging.system": {},
  "messaging.destination.name": { was: ["messaging.destination"] },
  "messaging.destination.partition.id": {},
  "messaging.operation.name": { was: ["messaging.operation"] },
  "messaging.operation.type": {},
  "messaging.consumer.group.name": {},
  "messaging.batch.message_count": {},

  "rpc.system.name": { was: ["rpc.system"] },
  "rpc.service": {},
  "rpc.method": {},
  "rpc.response.status_code": { was: ["rpc.grpc.status_code"] },

  "thread.id": {},
  "thread.name": {},
  "code.function.name": { was: ["code.function"] },
  "code.file.path": { was: ["code.filepath"] },
  "code.line.number": { was: ["code.lineno"] },
  "service.peer.name": { was: ["peer.service"] },
};

const OWN_PREFIX = "mystocks.";
const LONGEST_OWN_KEY = 128;

/** The allow-list of span attributes by key. A key without a rule is dropped, value unread. */
export class AttributeRules {
  readonly #rules = new Map<string, AttributeRule>();
  readonly #byBytes = new ByteCache<AttributeRule | null>({ slots: 1024, longestKey: 128 });

  constructor() {
    for (const [name, allowed] of Object.entries(ALLOWED)) {
      const rule = ruleOf(name, allowed);
      this.#rules.set(name, rule);
      for (const old of allowed.was ?? []) this.#rules.set(old, { ...rule, old: true });
    }
  }

  ofKey(key: string): AttributeRule | null {
    return this.#rules.get(key) ?? ownRule(key);
  }

  ofBytes(
    view: DataView,
    from: number,
    to: number,
    decode: (from: number, to: number) => string,
  ): AttributeRule | null {
    const known = this.#byBytes.get(view, from, to);
    if (known !== undefined) return known;
    const rule = this.ofKey(decode(from, to));
    this.#byBytes.set(view, from, to, rule);
    return rule;
  }
}

function ruleOf(name: string, { role = "plain", clean = word, varied = false }: Allowed): AttributeRule {
  const cache = varied ? undefined : new ByteCache<string>({ slots: 256, longestKey: 256 });
  return { name, role, clean, old: false, cache };
}

/** Services may add attributes of their own below `mystocks.`. */
function ownRule(key: string): AttributeRule | null {
  if (!key.startsWith(OWN_PREFIX) || key.length > LONGEST_OWN_KEY) return null;
  const clean = isSecretKey(key) ? () => "[redacted]" : (text: string) => redactText(text, 256);
  return { name: storedText(key, LONGEST_OWN_KEY), role: "plain", clean, old: false, cache: undefined };
}
