import { sqlTokens } from "./sql-lexer.ts";
import { SUSPICIOUS_DIALECT } from "./database-system.ts";
import { statementText } from "./statement-text.ts";
import { storedText } from "./stored-text.ts";

const LONGEST_READ = 8_192;
const HIDDEN = "[redacted]";

const SECRET_NAME =
  "[\\w.-]{0,40}(?:passwo?r?d|passwd|passphrase|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|authorization|cookie|session[-_]?id|signature)[\\w.-]{0,40}";
const SECRET_KEY = new RegExp(`^${SECRET_NAME}$`, "i");
/** name=value, name: value, "name":"value", name => 'value'; a value that does not end goes to the end. */
const SECRET_PAIR = new RegExp(
  `(["']?\\b${SECRET_NAME}["']?\\s*(?:=>|[=:])\\s*)((?:bearer|basic|digest)\\s+\\S+|"(?:[^"\\\\]|\\\\[^]?)*"?|'(?:[^'\\\\]|\\\\[^]?)*'?|[^\\s;&]+)`,
  "gi",
);
const SCHEME_TOKEN = /\b(bearer|basic|digest)\s+[\w.~+/=-]{6,}/gi;
const KNOWN_TOKEN =
  /\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\b(?:gh[opsu]|github_pat|glpat|xox[abprs]|sk|pk|rk)[-_][\w-]{12,}|-----BEGIN[^]*?(?:-----END[^-]*-----|$)/g;
/** Most short values do not, and need not be searched eight times. */
const MAY_HOLD_SECRET = /[=:?\s-]|eyJ|AKIA|ASIA|gh[opsu]_|github_pat|glpat|xox|[spr]k_/;
const URL_PATTERN = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s<>]*)/gi;
const BARE_CREDENTIALS = /(?<=^|[\s"'(=])[\w.%+-]{1,64}:[^\s@/]{1,128}@(?=[\w.-])/g;
const QUERY_STRING = /\?[\w%.[\]-]+=[^\s"'<>)]*/g;
const SQL_START =
  /\b(?:select\b[^]{0,2000}?\bfrom|insert\s+into|update\b[^]{0,500}?\bset|delete\s+from|merge\s+into|values\s*\(|where\b[^]{0,200}?[=<>])/i;
const QUOTED = /(?<![\p{L}\p{N}])'(?:[^'\\]|\\[^]?|'')*(?:'|$)/gu;
/** PostgreSQL quotes names and values with the same sign: what is not called a name is taken for a value. */
const DOUBLE_QUOTED =
  /(\b(?:relation|table|column|constraint|index|database|schema|role|user|function|procedure|type|sequence|view|operator|extension|encoding|trigger|policy|parameter|module|package)\s+)?"[^"]*(?:"|$)/gi;
/** PostgreSQL's DETAIL: `Key (symbol)=(600000.SH)`, `Failing row contains (1, 600000.SH, …)`. */
const KEY_DETAIL = /\)\s*=\s*\((?:[^]*\)|[^]*)/g;
const ROW_DETAIL = /\bcontains\s+\((?:[^]*\)|[^]*)/gi;

/** Whether a key's value is a secret, whatever it looks like. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/**
 * Free text (messages, log bodies) without secrets, credentials in URLs, query strings and SQL literals, at
 * most `length` characters. Rather too much is hidden than too little.
 */
export function redactText(text: string, length: number): string {
  const read = withoutSecrets(storedText(text, LONGEST_READ));
  return storedText(withoutLiterals(read), length);
}

/** Only secrets, credentials and query strings: for short values that hold no SQL. */
export function redactValue(text: string, length: number): string {
  return storedText(withoutSecrets(storedText(text, LONGEST_READ)), length);
}

function withoutSecrets(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text;
  return text
    .replace(KNOWN_TOKEN, HIDDEN)
    .replace(URL_PATTERN, (_, scheme: string, rest: string) => scheme + withoutUrlSecrets(rest))
    .replace(BARE_CREDENTIALS, `${HIDDEN}@`)
    .replace(SECRET_PAIR, `$1${HIDDEN}`)
    .replace(SCHEME_TOKEN, `$1 ${HIDDEN}`)
    .replace(QUERY_STRING, "?…");
}

/** The last @ counts: a password may hold one, an unescaped one even a slash. */
function withoutUrlSecrets(rest: string): string {
  const bare = rest.slice(rest.lastIndexOf("@") + 1);
  const end = bare.search(/[?#;]/);
  return end < 0 ? bare : bare.slice(0, end);
}

function withoutLiterals(text: string): string {
  const sql = text.search(SQL_START);
  if (sql < 0) return withoutQuoted(text);
  const statement = statementText(sqlTokens(text.slice(sql), SUSPICIOUS_DIALECT));
  return withoutQuoted(text.slice(0, sql)) + statement;
}

function withoutQuoted(text: string): string {
  return text
    .replace(KEY_DETAIL, ")=(?)")
    .replace(ROW_DETAIL, "contains (?)")
    .replace(QUOTED, "'?'")
    .replace(DOUBLE_QUOTED, (quoted, noun: string | undefined) => (noun === undefined ? '"?"' : quoted));
}

/** Path of a URL or of a request target, without credentials, host, query and fragment. */
export function urlPath(url: string): string {
  const afterScheme = /^[a-z][a-z0-9+.-]*:\/\/[^]*$/i.test(url) ? url.replace(/^[^:]*:\/\/[^/?#]*/, "") : url;
  const end = afterScheme.search(/[?#;]/);
  const path = end < 0 ? afterScheme : afterScheme.slice(0, end);
  return redactValue(path === "" ? "/" : path, 512);
}
