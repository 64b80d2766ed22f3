import { readFileSync } from "node:fs";
import type { KafkaConfig, SASLOptions } from "kafkajs";

export interface KafkaConnection {
  /** `host:port` of some brokers; the others are found through them. */
  brokers: string[];
  /** true: TLS with the system's authorities. Files are read at each connect, so renewed ones are used. */
  tls?: boolean | { caFile?: string; certFile?: string; keyFile?: string };
  sasl?: { mechanism: "plain" | "scram-sha-256" | "scram-sha-512"; username: string; password: string };
}

type ConnectionSettings = Pick<KafkaConfig, "brokers" | "ssl" | "sasl">;

export function connectionSettings({ brokers, tls, sasl }: KafkaConnection): ConnectionSettings {
  const settings: ConnectionSettings = { brokers };
  if (tls === true) settings.ssl = true;
  else if (typeof tls === "object") settings.ssl = tlsFiles(tls);
  // kafkajs has one type a mechanism, all three with these fields; and it writes its authenticator, with the
  // password, into the object it is given.
  if (sasl !== undefined) settings.sasl = { ...sasl } as SASLOptions;
  return settings;
}

function tlsFiles({ caFile, certFile, keyFile }: { caFile?: string; certFile?: string; keyFile?: string }) {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(certFile === undefined ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
  };
}
