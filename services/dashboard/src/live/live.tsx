import { createContext, useContext, useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { OperationsData, Room } from "@mystocks/realtime";
import { createConnection } from "./connection.ts";
import type { LiveConnection, RoomData } from "./connection.ts";
import { mergeFeed, mergeTable } from "./merge.ts";
import type { LiveFeed, LiveTable } from "./merge.ts";
import type { LiveStatus } from "./status.ts";

const Connection = createContext<LiveConnection | undefined>(undefined);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection] = useState(createConnection);
  useEffect(() => {
    connection.open();
    return () => connection.close();
  }, [connection]);
  return <Connection value={connection}>{children}</Connection>;
}

/** Figures, seconds and executions of a room; undefined until its snapshot came. */
export function useFeed(room: "overview" | `operation_${number}` | undefined): LiveFeed | undefined {
  return useRoom(room, mergeFeedData);
}

/** Figures of the last 60 seconds by operation id. */
export function useLiveTable(wanted: boolean): LiveTable | undefined {
  return useRoom(wanted ? "operations" : undefined, mergeTableData);
}

// Which data a room carries is fixed by the contract, not by a type that TypeScript could follow.
const mergeFeedData = (held: LiveFeed | undefined, data: RoomData) => mergeFeed(held, data as LiveFeed);
const mergeTableData = (held: LiveTable | undefined, data: RoomData) =>
  mergeTable(held, data as OperationsData);

/** Runs after each change of an alert, several that come together once. */
export function useAlertChanges(onChange: () => void): void {
  const connection = useContext(Connection);
  useEffect(() => {
    if (connection === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = connection.watchAlerts(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        onChange();
      }, GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [connection, onChange]);
}

const GATHER_MS = 100;

function useRoom<Held>(
  room: Room | undefined,
  merge: (held: Held | undefined, data: RoomData) => Held,
): Held | undefined {
  const connection = useContext(Connection);
  const [held, setHeld] = useState<{ room: Room; value: Held }>();
  useEffect(() => {
    if (connection === undefined || room === undefined) return undefined;
    return connection.join(room, (message) => {
      setHeld((before) => {
        if (message.kind === "lost") return undefined;
        const base = message.kind === "update" && before?.room === room ? before.value : undefined;
        return { room, value: merge(base, message.data) };
      });
    });
  }, [connection, room, merge]);
  return held?.room === room ? held?.value : undefined;
}

/** Renders again on each message, and twice a second so that silence shows. */
export function useLiveStatus(): LiveStatus {
  const connection = useContext(Connection);
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (connection === undefined) return undefined;
    const rerender = () => setNowMs(Date.now());
    const stop = connection.onStatus(rerender);
    const timer = setInterval(rerender, 500);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [connection]);
  return connection?.status(nowMs) ?? { state: "connecting" };
}
