import type { Connection } from "./connection.ts";
import type { MetricRoom, OperationData, OperationsData, OverviewData } from "./contract.ts";
import { FROM_START, type LiveWindow } from "./live-window.ts";
import { operationIdOf } from "./room.ts";

type RoomData = OverviewData | OperationsData | OperationData;

/** What a client was told of a room: this window up to this version. */
interface Told {
  window: LiveWindow | undefined;
  version: number;
}

const TICK_MS = 1000;
const EXECUTIONS_MS = 250;
/** Subscriptions that come together share what is computed for them. */
const SNAPSHOT_MS = 20;

/**
 * Sends each client what changed in its rooms since it was last told. A client that has not taken the last message
 * yet is passed over: it gets the newest of everything once it has.
 */
export class MetricRooms {
  readonly #window: () => LiveWindow;
  readonly #nowMs: () => number;
  readonly #told = new Map<Connection, Map<MetricRoom, Told>>();
  #tick: NodeJS.Timeout | undefined;
  #next: { timer: NodeJS.Timeout; atMs: number } | undefined;

  constructor({ window, nowMs }: { window: () => LiveWindow; nowMs: () => number }) {
    this.#window = window;
    this.#nowMs = nowMs;
  }

  start(): void {
    this.#tick = setInterval(() => this.#sendAll(), TICK_MS);
  }

  /** A fresh snapshot follows, also for one that is in the room. */
  join(connection: Connection, room: MetricRoom): void {
    const rooms = this.#told.get(connection) ?? new Map<MetricRoom, Told>();
    this.#told.set(connection, rooms.set(room, { window: undefined, version: FROM_START }));
    this.#sendWithin(SNAPSHOT_MS);
  }

  leave(connection: Connection, room: MetricRoom): void {
    this.#told.get(connection)?.delete(room);
  }

  remove(connection: Connection): void {
    this.#told.delete(connection);
  }

  roomsOf(connection: Connection): number {
    return this.#told.get(connection)?.size ?? 0;
  }

  executionsCame(): void {
    this.#sendWithin(EXECUTIONS_MS);
  }

  stop(): void {
    clearInterval(this.#tick);
    clearTimeout(this.#next?.timer);
  }

  #sendWithin(milliseconds: number): void {
    const atMs = performance.now() + milliseconds;
    if (this.#next !== undefined && this.#next.atMs <= atMs) return;
    clearTimeout(this.#next?.timer);
    this.#next = { timer: setTimeout(() => this.#sendAll(), milliseconds), atMs };
  }

  #sendAll(): void {
    clearTimeout(this.#next?.timer);
    this.#next = undefined;
    const window = this.#window();
    window.advance(Math.floor(this.#nowMs() / 1000));
    const changes = new Map<string, RoomData | undefined>();
    for (const [connection, rooms] of this.#told) {
      if (rooms.size === 0 || !connection.isDrained) continue;
      for (const [room, told] of rooms) {
        const since = told.window === window ? told.version : FROM_START;
        const key = `${room} ${since}`;
        if (!changes.has(key)) changes.set(key, changeOf(window, room, since));
        const data = changes.get(key);
        rooms.set(room, { window, version: window.version });
        if (data !== undefined) connection.send(since === FROM_START ? "snapshot" : "update", { room, data });
      }
    }
  }
}

function changeOf(window: LiveWindow, room: MetricRoom, since: number): RoomData | undefined {
  if (room === "overview") return window.overviewSince(since);
  if (room === "operations") return window.operationsSince(since);
  return window.operationSince(operationIdOf(room)!, since);
}
