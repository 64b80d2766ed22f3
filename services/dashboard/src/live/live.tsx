import { createContext, useContext, useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { OperationsData, Room } from "@mystocks/realtime";
import { openConnection } from "./connection.ts";
import type { LiveConnection } from "./connection.ts";
import { mergeFeed, mergeTable } from "./merge.ts";
import type { LiveFeed, LiveTable } from "./merge.ts";
import type { LiveStatus } from "./status.ts";

const Connection = createContext<LiveConnection | undefined>(undefined);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<LiveConnection>();
  useEffect(() => {
    const opened = openConnection();
    setConnection(opened);
    return () => opened.close();
  }, []);
  return <Connection value={connection}>{children}</Connection>;
}

/** Figures, seconds and executions of a room; undefined until its snapshot came. */
export function useFeed(room: "overview" | `operation_${number}` | undefined): LiveFeed | undefined {
  return useRoom<LiveFeed, LiveFeed>(room, mergeFeed);
}

/** Figures of the last 60 seconds by operation id. */
export function useLiveTable(wanted: boolean): LiveTable | undefined {
  return useRoom<LiveTable, OperationsData>(wanted ? "operations" : undefined, mergeTable);
}

function useRoom<Held, Message>(
  room: Room | undefined,
  merge: (held: Held | undefined, message: Message) => Held,
): Held | undefined {
  const connection = useContext(Connection);
  const [held, setHeld] = useState<{ room: Room; value: Held }>();
  useEffect(() => {
    if (connection === undefined || room === undefined) return;
    return connection.join(room, ({ kind, data }) => {
      setHeld((before) => {
        const base = kind === "update" && before?.room === room ? before.value : undefined;
        return { room, value: merge(base, data as Message) };
      });
    });
  }, [connection, room, merge]);
  return held?.room === room ? held?.value : undefined;
}

/** Renders again on each message, and twice a second so that silence shows. */
export function useLiveStatus(): LiveStatus {
  const connection = useContext(Connection);
  const [, render] = useState(0);
  useEffect(() => {
    if (connection === undefined) return;
    const rerender = () => render((count) => count + 1);
    const stop = connection.onStatus(rerender);
    const timer = setInterval(rerender, 500);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [connection]);
  return connection?.status(Date.now()) ?? { state: "connecting" };
}
