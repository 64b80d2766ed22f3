import type { Logger } from "@mystocks/runtime";
import { Kafka, logLevel, type logCreator } from "kafkajs";
import { registerCodecs } from "./codecs.ts";
import { connectionSettings, type KafkaConnection } from "./connection.ts";
import { trackedSockets } from "./sockets.ts";

export interface ClientParts {
  connection: KafkaConnection;
  clientId: string;
  log: Logger;
}

/** A client of its own sockets, so that giving up one never disturbs another. */
export interface Client {
  kafka: Kafka;
  /** At once and for good; for a client whose own way to stop hangs. */
  cut(): void;
}

const CONNECTION_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;

export function openClient({ connection, clientId, log }: ClientParts): Client {
  registerCodecs();
  const sockets = trackedSockets();
  const kafka = new Kafka({
    ...connectionSettings(connection),
    clientId,
    socketFactory: sockets.create,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    authenticationTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Few: whoever uses the client starts a new one when this is not enough.
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 },
    logLevel: log.isLevelEnabled("debug") ? logLevel.INFO : logLevel.ERROR,
    logCreator: asDebug(log),
  });
  return { kafka, cut: () => sockets.cut() };
}

/** kafkajs calls every hiccup an error; what matters is logged by those who use it, once. */
function asDebug(log: Logger): logCreator {
  return () =>
    ({ namespace, label, log: { message, ...fields } }) =>
      log.debug({ ...fields, kafkajs: namespace, label }, message);
}
