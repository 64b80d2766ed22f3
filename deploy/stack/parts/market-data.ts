import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

const MAIN = fileURLToPath(import.meta.resolve("@mystocks/market-data"));

/** The sample MyStocks service, which knows of nothing but the Collector's address. */
export function marketDataPart(
  { ports, databases }: StackContext,
  environment: Readonly<Record<string, string>> = {},
): Part {
  const url = `http://${LOOPBACK}:${ports.marketData}`;
  return {
    name: "market-data",
    wave: 2,
    start: () =>
      Promise.resolve({
        program: process.execPath,
        args: ["--max-semi-space-size=16", "--import", "@mystocks/telemetry/register", MAIN],
        cwd: dirname(MAIN),
        environment: {
          OTEL_SERVICE_NAME: "market-data",
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://${LOOPBACK}:${ports.otlpHttp}`,
          MARKET_DATA_DATABASE_URL: databases.sampleUrl,
          MARKET_DATA_PORT: `${ports.marketData}`,
          ...environment,
        },
      }),
    notReady: () => httpProblem(`${url}/ready`),
    addresses: { url },
  };
}
