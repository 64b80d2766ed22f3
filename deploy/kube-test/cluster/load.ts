import { outputOf, startScript, stopScript, tryIn } from "./script-pod.ts";
import { RELEASE, until, type Space } from "./space.ts";

export const RATE = 500;
const POD = "load";

/** Spans that are sent at a steady rate to the Collector of the release, each until it is taken. */
export interface Load {
  /** Ends the sending, waits for the store; says what is wrong with what is stored. */
  end(): Promise<string[]>;
}

/** Resolves when the first are stored. */
export async function startLoad(space: Space): Promise<Load> {
  const service = `load-${Date.now()}`;
  const env = {
    OTLP_URL: `http://${RELEASE}-collector:4318`,
    RATE: `${RATE}`,
    SERVICE: service,
  };
  await startScript(space, {
    name: POD,
    script: "load",
    env,
    secrets: { ingest: `${RELEASE}-ingest-token` },
  });
  await until("the load is in the store", 90, () => (stored(space, service).spans > 0 ? true : undefined));
  return { end: () => endLoad(space, service) };
}

interface Stored {
  spans: number;
  /** Every span has a trace of its own. */
  traces: number;
  /** As the figures tell it: what rules and charts read. */
  counted: number;
}

async function endLoad(space: Space, service: string): Promise<string[]> {
  tryIn(space, `pod/${POD}`, `fetch("http://127.0.0.1:9000/")`);
  const printed = await outputOf(space, POD, 120);
  const { taken, refused, seconds } = JSON.parse(printed) as {
    taken: number;
    refused: number;
    seconds: number;
  };
  const isThere = () => (stored(space, service).traces >= taken ? true : undefined);
  await until(`${taken} spans in the store`, 90, isThere).catch(() => false);
  const found = stored(space, service);
  console.log(
    `      ${found.traces} of ${taken} spans stored, ${found.counted} counted; ${(taken / seconds).toFixed(0)} came a second; ${refused} requests were sent again`,
  );
  stopScript(space, POD);
  return [
    ...(found.traces === taken ? [] : [`${taken} spans were taken, ${found.traces} are stored`]),
    ...(found.spans === found.traces ? [] : [`${found.spans - found.traces} spans are stored twice`]),
    ...(found.counted === taken ? [] : [`${taken} spans were taken, the figures count ${found.counted}`]),
  ];
}

function stored(space: Space, service: string): Stored {
  const row = space.sql(
    `SELECT (SELECT count(*) FROM telemetry.operation_log WHERE service = '${service}'),
            (SELECT count(DISTINCT trace_id) FROM telemetry.operation_log WHERE service = '${service}'),
            (SELECT coalesce(sum(count), 0) FROM telemetry.pulse_1s JOIN telemetry.operation USING (operation_id)
             WHERE service = '${service}')`,
  );
  const [spans = 0, traces = 0, counted = 0] = row.split("|").map(Number);
  return { spans, traces, counted };
}
