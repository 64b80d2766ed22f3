import { createServer, type Server } from "node:net";

/** What listens, with the ports they are known by; they are taken where they are free. */
const WANTED = {
  dashboard: 8000,
  apiHealth: 8081,
  realtime: 8010,
  realtimeHealth: 8082,
  recorderHealth: 8083,
  alertingHealth: 8084,
  alerting: 8085,
  otlpGrpc: 4317,
  otlpHttp: 4318,
  collectorPrometheus: 8889,
  collectorMetrics: 8888,
  collectorHealth: 13133,
  kafka: 9092,
  postgres: 5433,
  redis: 6380,
  prometheus: 9090,
  alertmanager: 9093,
  marketData: 8100,
  quality: 8086,
  qualityHealth: 8087,
} as const;

export type PortName = keyof typeof WANTED;
export type Ports = Readonly<Record<PortName, number>>;

export const PORT_NAMES = Object.keys(WANTED) as PortName[];

/**
 * A port for each name: `base` and those after it in a fixed order, or (without a base) the usual one where it
 * is free and any free one where not; `"free"` asks for any.
 */
export async function choosePorts(base: number | "free" | undefined): Promise<Ports> {
  const held: Server[] = [];
  const ports: Partial<Record<PortName, number>> = {};
  try {
    for (const [place, name] of PORT_NAMES.entries()) {
      const wanted = base === "free" ? 0 : base === undefined ? WANTED[name] : base + place;
      const server = (await hold(wanted)) ?? (base === undefined ? await hold(0) : undefined);
      if (server === undefined)
        throw new Error(`Port ${wanted} for ${name} is taken: choose another --port-base.`);
      held.push(server);
      ports[name] = portOf(server);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  }
  return ports as Ports;
}

/** One more free port, for a part that is added later. */
export async function freePort(): Promise<number> {
  const server = (await hold(0))!;
  const port = portOf(server);
  await new Promise((done) => server.close(done));
  return port;
}

// Held until all are chosen, or two names could get the same one.
function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

const portOf = (server: Server) => (server.address() as { port: number }).port;
