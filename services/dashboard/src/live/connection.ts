import type {
  ClientToServer,
  OperationData,
  OperationsData,
  OverviewData,
  Room,
  ServerToClient,
} from "@mystocks/realtime";
import type { Socket } from "socket.io-client";
import { clockOffset, dataAge } from "./status.ts";
import type { LiveStatus } from "./status.ts";

export type RoomData = OverviewData | OperationsData | OperationData;
/** After "lost" nothing that was held is live any more; the next message is a snapshot. */
type RoomMessage = { kind: "snapshot" | "update"; data: RoomData } | { kind: "lost" };
type Listener = (message: RoomMessage) => void;

export type LiveConnection = {
  /** Delivers a snapshot, then updates, until the returned function is called. */
  join(room: Room, listener: Listener): () => void;
  /** Told after each alert that changed, and when some may have passed unseen. */
  watchAlerts(watcher: () => void): () => void;
  status: (nowMs: number) => LiveStatus;
  onStatus(listener: () => void): () => void;
  open: () => void;
  close: () => void;
};

type Held = {
  socket: Socket<ServerToClient, ClientToServer> | undefined;
  rooms: Map<string, Set<Listener>>;
  watchers: Set<() => void>;
  alertWatchers: Set<() => void>;
  connection: "connecting" | "live" | "paused" | "lost";
  lostSinceMs: number;
  offsetMs: number;
  newest: { storedAtMs: number; receivedAtMs: number } | undefined;
  closed: boolean;
};

/**
 * One socket for the page. A hidden tab leaves its rooms and takes a fresh snapshot when it is seen again, so a
 * forgotten wall screen costs the server nothing and never shows a hole.
 */
export function createConnection(): LiveConnection {
  const held: Held = {
    socket: undefined,
    rooms: new Map(),
    watchers: new Set(),
    alertWatchers: new Set(),
    connection: "connecting",
    lostSinceMs: 0,
    offsetMs: 0,
    newest: undefined,
    closed: false,
  };
  const onVisibility = () => (document.hidden ? pause(held) : resume(held));
  return {
    open() {
      held.closed = false;
      document.addEventListener("visibilitychange", onVisibility);
      void connect(held);
    },
    join: (room, listener) => join(held, room, listener),
    watchAlerts(watcher) {
      held.alertWatchers.add(watcher);
      if (held.alertWatchers.size === 1 && held.connection === "live") subscribe(held, ALERTS);
      return () => held.alertWatchers.delete(watcher);
    },
    status: (nowMs) => statusOf(held, nowMs),
    onStatus(listener) {
      held.watchers.add(listener);
      return () => held.watchers.delete(listener);
    },
    close() {
      held.closed = true;
      document.removeEventListener("visibilitychange", onVisibility);
      held.socket?.disconnect();
    },
  };
}

async function connect(held: Held): Promise<void> {
  const { io } = await import("socket.io-client");
  if (held.closed) return;
  const socket: Socket<ServerToClient, ClientToServer> = io({
    transports: ["websocket", "polling"],
    reconnectionDelay: 1_000,
    reconnectionDelayMax: 10_000,
  });
  held.socket = socket;
  socket.on("connect", () => void greet(held, socket));
  socket.on("disconnect", () => lose(held));
  socket.on("connect_error", () => lose(held));
  socket.on("snapshot", (message) => deliver(held, message.room, { kind: "snapshot", data: message.data }));
  socket.on("event", () => tellAlerts(held));
  socket.on("gap", () => tellAlerts(held));
  socket.on("update", (message) => deliver(held, message.room, { kind: "update", data: message.data }));
}

async function greet(held: Held, socket: Socket<ServerToClient, ClientToServer>): Promise<void> {
  setConnection(held, document.hidden ? "paused" : "live");
  const sentMs = Date.now();
  socket.emit("ping", (serverMs) => (held.offsetMs = clockOffset(sentMs, serverMs, Date.now())));
  if (!document.hidden) subscribeAll(held);
}

function lose(held: Held): void {
  if (held.connection === "lost") return;
  held.lostSinceMs = Date.now();
  for (const listeners of held.rooms.values()) for (const listener of listeners) listener({ kind: "lost" });
  setConnection(held, "lost");
}

function join(held: Held, room: string, listener: Listener): () => void {
  const listeners = held.rooms.get(room) ?? new Set();
  held.rooms.set(room, listeners.add(listener));
  // Also for a second listener: the snapshot is what it starts from.
  if (held.connection === "live") subscribe(held, room);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || held.rooms.get(room) !== listeners) return;
    held.rooms.delete(room);
    if (held.socket?.connected === true) held.socket.emit("unsubscribe", { room }, () => {});
  };
}

const ALERTS = "alerts";

function subscribeAll(held: Held): void {
  for (const room of held.rooms.keys()) subscribe(held, room);
  if (held.alertWatchers.size === 0) return;
  subscribe(held, ALERTS);
  // What changed while nobody listened shows with the next answer.
  tellAlerts(held);
}

function tellAlerts({ alertWatchers }: Held): void {
  for (const watcher of alertWatchers) watcher();
}

function subscribe(held: Held, room: string): void {
  held.socket?.emit("subscribe", { room }, (answer) => {
    if (!answer.ok) console.warn(`${room}: ${answer.error_code} ${answer.message}`);
  });
}

function deliver(held: Held, room: string, message: Exclude<RoomMessage, { kind: "lost" }>): void {
  held.newest = {
    storedAtMs: Math.max(held.newest?.storedAtMs ?? 0, message.data.storedAtMs),
    receivedAtMs: Date.now(),
  };
  for (const listener of held.rooms.get(room) ?? []) listener(message);
  notify(held);
}

function pause(held: Held): void {
  if (held.connection !== "live") return;
  for (const room of [...held.rooms.keys(), ALERTS]) held.socket?.emit("unsubscribe", { room }, () => {});
  setConnection(held, "paused");
}

function resume(held: Held): void {
  if (held.connection !== "paused") return;
  setConnection(held, "live");
  subscribeAll(held);
}

function setConnection(held: Held, connection: Held["connection"]): void {
  held.connection = connection;
  notify(held);
}

function notify(held: Held): void {
  for (const watcher of held.watchers) watcher();
}

function statusOf({ connection, newest, rooms, offsetMs, lostSinceMs }: Held, nowMs: number): LiveStatus {
  if (connection === "lost") return { state: "lost", sinceMs: lostSinceMs };
  if (connection !== "live") return { state: connection };
  if (rooms.size === 0) return { state: "idle" };
  if (newest === undefined) return { state: "live", ageMs: undefined };
  return { state: "live", ageMs: dataAge(newest.storedAtMs, newest.receivedAtMs, nowMs, offsetMs) };
}
