import { storedText } from "./stored-text.ts";

/** Their first argument is no key, or may be a secret. */
const WITHOUT_KEY = new Set([
  "AUTH",
  "HELLO",
  "CONFIG",
  "ACL",
  "EVAL",
  "EVALSHA",
  "MIGRATE",
  "CLIENT",
  "SCRIPT",
  "FCALL",
]);
const KNOWN_SEGMENT = /^[A-Za-z][A-Za-z_-]{0,31}$/;

/** `set mystocks:cache:600519:daily_kline {"a":1}` → `SET mystocks:cache:*:daily_kline`: no value, no id. */
export function keyValueCommand(text: string): string {
  const [command = "", key] = storedText(text, 512).trim().split(/\s+/, 2);
  if (!/^[A-Za-z][\w.]{0,31}$/.test(command)) return "";
  const verb = command.toUpperCase();
  if (key === undefined || WITHOUT_KEY.has(verb)) return verb;
  return `${verb} ${keyPattern(key.replace(/^["']|["']$/g, ""))}`;
}

function keyPattern(key: string): string {
  const segments = key.slice(0, 256).split(":");
  if (segments.length === 1) return "*";
  return segments.map((segment) => (KNOWN_SEGMENT.test(segment) ? segment : "*")).join(":");
}
