import { parseArgs } from "node:util";
import { createKafkaRecordLog, type KafkaRecordLog } from "@mystocks/bus";
import { createLogger, loadConfig, MonitorError, type MonitorConfig } from "@mystocks/runtime";
import { kafkaLetters } from "../dead-letters/kafka-letters.ts";
import type { Letter, Letters } from "../dead-letters/letter.ts";
import { lettersText, letterText } from "../dead-letters/letter-text.ts";
import { storeLetters } from "../dead-letters/store-letters.ts";
import { kafkaConnection } from "../roles/open-bus.ts";
import { withStore } from "./command-store.ts";

const MOST = 100;

interface Request {
  action: "list" | "show" | "replay";
  ids: readonly string[];
  topic: string | undefined;
  isWaiting: boolean;
  isRaw: boolean;
}

/** Looks at messages that no consumer could read, and writes them to their topics again. */
export async function runDeadLetters(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  const config = await loadConfig(undefined, process.env);
  const log = openLog(config);
  try {
    return await withStore(config, "dead-letters", (pool) =>
      serve(request, [storeLetters(pool, log), ...(log === undefined ? [] : [kafkaLetters(log)])]),
    );
  } finally {
    await log?.close();
  }
}

async function serve(request: Request, places: readonly Letters[]): Promise<number> {
  const { action, ids, topic, isWaiting, isRaw } = request;
  const placeOf = (id: string) => places.find((place) => place.owns(id)) ?? noSuchId(id);
  if (action === "list") {
    const all = (await Promise.all(places.map((place) => place.list(MOST)))).flat();
    const asked = ({ topic: of, replayedAt }: Letter) =>
      (topic === undefined || of === topic) && !(isWaiting && replayedAt !== undefined);
    const newestFirst = all.filter(asked).sort((a, b) => b.putAsideAt.getTime() - a.putAsideAt.getTime());
    console.log(lettersText(newestFirst));
    return 0;
  }
  for (const id of ids) {
    if (action === "replay") {
      await placeOf(id).replay(id);
      console.log(`${id} is written to its topic again.`);
    } else {
      const letter = await placeOf(id).read(id);
      if (isRaw) process.stdout.write(letter.payload);
      else console.log(letterText(letter));
    }
  }
  return 0;
}

function readRequest(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const [action, ...ids] = positionals;
  const isList = action === "list" && ids.length === 0;
  if (isList || ((action === "show" || action === "replay") && ids.length > 0))
    return { action, ids, topic: values.topic, isWaiting: values.waiting, isRaw: values.raw };
  throw usage();
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        topic: { type: "string" },
        waiting: { type: "boolean", default: false },
        raw: { type: "boolean", default: false },
      },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

function openLog({ kafka, logLevel }: MonitorConfig): KafkaRecordLog | undefined {
  if (kafka === undefined) return undefined;
  return createKafkaRecordLog({
    connection: kafkaConnection(kafka),
    clientId: "mystocks-dead-letters",
    log: createLogger("dead-letters", logLevel === "debug" ? "debug" : "error"),
    topicPrefix: kafka.topicPrefix,
  });
}

function noSuchId(id: string): never {
  throw new MonitorError("PARAMETER_INVALID", `"${id}" is no id of a dead letter that can be read here.`, {
    remedy: "mystocks-monitor dead-letters list prints them; events need MYSTOCKS_KAFKA__BROKERS.",
  });
}

const usage = (cause?: unknown) =>
  new MonitorError(
    "USAGE",
    'dead-letters takes "list [--topic TOPIC] [--waiting]", "show ID… [--raw]" or "replay ID…"',
    { cause },
  );
