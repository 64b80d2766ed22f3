import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { CONFIG_VARIABLE, fromEnvironment, type Environment } from "./config-environment.ts";
import { describeProblems } from "./config-problems.ts";
import { monitorConfig, type MonitorConfig } from "./config-schema.ts";
import { DEFAULT_CLASSIFICATIONS } from "./default-classifications.ts";
import { MonitorError } from "./errors.ts";
import { withSecretsRead } from "./secret-files.ts";

const DEFAULT_CONFIG_FILE = "mystocks-monitor.yaml";
const SECRETS = ["databaseUrl", "webhook", "secret", "password", "adminToken", "url", "token"];

type Json = Record<string, unknown>;

export interface ReadConfig {
  config: MonitorConfig;
  /** Files that its secrets come from. */
  secretFiles: readonly string[];
}

export const loadConfig = async (...given: Parameters<typeof readConfig>): Promise<MonitorConfig> =>
  (await readConfig(...given)).config;

/**
 * Flag > MYSTOCKS_A__B > file > default. The file is the given one, else that of MYSTOCKS_CONFIG, else
 * mystocks-monitor.yaml in the working directory when it is there. Reports every problem at once, by key.
 */
export async function readConfig(
  file: string | undefined,
  environment: Environment,
  flags: Record<string, unknown> = {},
): Promise<ReadConfig> {
  const named = file ?? environment[CONFIG_VARIABLE];
  const { values, problems } = fromEnvironment(environment);
  const written = await readConfigFile(named ?? DEFAULT_CONFIG_FILE, named !== undefined);
  const layers = [{ classifications: DEFAULT_CLASSIFICATIONS }, written, values, withoutUndefined(flags)];
  const secrets = await withSecretsRead(layers.reduce(merged, {}), SECRETS);
  const parsed = monitorConfig.safeParse(secrets.config, { reportInput: true });
  const all = [
    ...problems,
    ...secrets.problems,
    ...(parsed.success ? crossProblems(parsed.data) : describeProblems(parsed.error.issues)),
  ];
  if (parsed.success && all.length === 0) return { config: parsed.data, secretFiles: secrets.files };
  throw new MonitorError("CONFIG_INVALID", all.join("\n"), {
    remedy: `Correct ${named ?? DEFAULT_CONFIG_FILE} or the MYSTOCKS_… variables and start again.`,
  });
}

async function readConfigFile(file: string, mustExist: boolean): Promise<Json> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (!mustExist && (cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new MonitorError("CONFIG_INVALID", `${file} can't be read: ${(cause as Error).message}`, { cause });
  }
  try {
    const content: unknown = parse(text) ?? {};
    if (typeof content === "object" && !Array.isArray(content)) return content as Json;
  } catch (cause) {
    throw new MonitorError("CONFIG_INVALID", `${file}: ${(cause as Error).message}`, { cause });
  }
  throw new MonitorError("CONFIG_INVALID", `${file}: keys with values are expected at the top.`);
}

/** What no single key shows: thresholds in the wrong order, one spelling for two classes. */
function crossProblems({ thresholds, classifications }: MonitorConfig): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  if (thresholds.warningMs > thresholds.criticalMs)
    problems.push("thresholds: warningMs is above criticalMs");
  for (const [name, { aliases, thresholds: own }] of Object.entries(classifications)) {
    const warningMs = own.warningMs ?? thresholds.warningMs;
    const criticalMs = own.criticalMs ?? thresholds.criticalMs;
    if (warningMs > criticalMs && Object.keys(own).length > 0) {
      problems.push(
        `classifications.${name}.thresholds: warningMs ${warningMs} is above criticalMs ${criticalMs}`,
      );
    }
    for (const alias of aliases) {
      const owner = owners.get(alias);
      if (owner !== undefined && owner !== name) {
        problems.push(`classifications.${name}.aliases: ${alias} means ${owner} already`);
      }
      owners.set(alias, name);
    }
  }
  return problems;
}

/** Objects key by key; anything else, lists too, from the upper layer. */
function merged(lower: Json, upper: Json): Json {
  const both = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const held = both[key];
    both[key] = isObject(held) && isObject(value) ? merged(held, value) : value;
  }
  return both;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const withoutUndefined = (flags: Json): Json =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
