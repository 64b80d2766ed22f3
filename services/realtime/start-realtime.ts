import type { Server as HttpServer } from "node:http";
import type { Bus } from "@mystocks/bus";
import { ALERTS_TOPIC } from "@mystocks/events";
import type { Authenticator, Lifecycle, Logger, MetricFamily, MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";
import { Server } from "socket.io";
import { isOwnOrigin, refusalOf } from "./admission.ts";
import { AlertLog } from "./alert-log.ts";
import { AlertRoom } from "./alert-room.ts";
import { RefusedConnection } from "./coded-error.ts";
import { Connection, type LiveServer, type LiveSocket } from "./connection.ts";
import { MetricRooms } from "./metric-rooms.ts";
import { PulseFeed } from "./pulse-feed.ts";
import { keepChecking } from "./recheck.ts";
import { serveSession } from "./session.ts";
import { Traffic } from "./traffic.ts";

export interface RealtimeParts {
  /** Read at use: thresholds may change while it runs. */
  config: MonitorConfig;
  pool: pg.Pool;
  bus: Bus;
  auth: Authenticator;
  log: Logger;
  /** Socket.IO answers below /socket.io; the rest stays with whoever listens already. */
  server: HttpServer;
  nowMs?: () => number;
}

export interface Realtime {
  /** For /metrics. */
  families(): MetricFamily[];
}

/** Pushes what the store and the bus say to signed-in clients. The store must be there to start. */
export async function startRealtime(parts: RealtimeParts, life: Lifecycle): Promise<Realtime> {
  const { config, pool, bus, auth, log, nowMs = Date.now } = parts;
  const connections = new Set<Connection>();
  const traffic = new Traffic(
    () => connections.size,
    () => feed.position,
  );
  const alerts = new AlertRoom(await AlertLog.open(pool), log);
  const onAlerts = () => void alerts.alertsCame();
  const onExecutions = () => metrics.executionsCame();
  const metrics: MetricRooms = new MetricRooms({ window: () => feed.window, nowMs });
  const feed: PulseFeed = await PulseFeed.start({ config, pool, bus, nowMs, onExecutions });
  life.onStop("pulse feed", () => feed.stop());
  metrics.start();
  life.onStop("metric rooms", () => metrics.stop());
  // Told of by the topic, read from the store: so each has its place, also one that passed this process by.
  const told = await bus.subscribe(ALERTS_TOPIC, { all: true, from: "end" }, onAlerts);
  life.onStop("alerts topic", () => told.close());
  onAlerts();
  life.onStop("alert room", () => alerts.stop());
  const io = createSocketServer(parts, life);
  life.onStop("live push", () => {
    for (const connection of connections) connection.close({ discard: true });
    // Those that were refused or have not said yet who they are.
    io.engine.close();
  });
  io.on("connection", (socket) => {
    const connection = new Connection(socket, traffic);
    connections.add(connection);
    socket.on("disconnect", () => connections.delete(connection));
    serveSession(connection, { auth, alerts, metrics, traffic });
  });
  const stopChecking = keepChecking(connections, auth);
  life.onStop("session checks", stopChecking);
  return { families: () => traffic.families() };
}

function createSocketServer({ server, config, auth }: RealtimeParts, life: Lifecycle): LiveServer {
  const io: LiveServer = new Server(server, {
    serveClient: false,
    // Compression keeps megabytes a connection that are not given back.
    perMessageDeflate: false,
    maxHttpBufferSize: 16 * 1024,
    allowRequest: ({ headers }, decide) => {
      // Clients that a stop sends away are back at once, and would keep the server from closing.
      if (life.isStopping) return decide("STOPPING: come back later", false);
      const isOwn = isOwnOrigin(headers, config.publicUrl);
      decide(isOwn ? null : "ORIGIN_REFUSED: this page is of another host", isOwn);
    },
  });
  io.use((socket, next) => void admit(auth, socket, next));
  return io;
}

async function admit(
  auth: Authenticator,
  { handshake }: LiveSocket,
  next: (error?: Error) => void,
): Promise<void> {
  const refusal = await refusalOf(auth, handshake);
  next(refusal === undefined ? undefined : new RefusedConnection(refusal));
}
