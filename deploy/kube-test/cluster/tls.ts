import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultOf } from "./script-pod.ts";
import { RELEASE, secretOf, until, type Space } from "./space.ts";

const CERTIFICATE = "otlp-tls";
const AUTHORITY = "otlp-authority";

/** A release whose Collector has a certificate out of a Secret. */
export async function installWithCertificate(space: Space): Promise<string[]> {
  space.open();
  const { key, certificate } = await selfSigned(space.name);
  space.apply(
    secretOf(CERTIFICATE, { "tls.crt": certificate, "tls.key": key, "ca.crt": certificate }),
    secretOf(AUTHORITY, { "ca.crt": certificate }),
  );
  space.install(["--set", `collector.tls.existingSecret=${CERTIFICATE}`]);
  space.ready();
  return [];
}

/** By the names that senders in and out of the name space use. */
async function selfSigned(namespace: string): Promise<{ key: string; certificate: string }> {
  const folder = await mkdtemp(join(tmpdir(), "otlp-certificate-"));
  try {
    const [keyFile, certFile] = [join(folder, "tls.key"), join(folder, "tls.crt")];
    const name = `${RELEASE}-collector`;
    const names = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`].map((one) => `DNS:${one}`);
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${names.join(",")}`];
    const files = ["-keyout", keyFile, "-out", certFile];
    const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files];
    const { status, stderr, error } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl made no certificate: ${error?.message ?? stderr}`);
    return { key: await readFile(keyFile, "utf8"), certificate: await readFile(certFile, "utf8") };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How a request was met: its status, or why there is none. */
type Met = Record<"trusting" | "doubting" | "plain", string>;

const DOUBTS = /self-signed|unable to verify|SELF_SIGNED|UNABLE_TO_VERIFY/i;

/** A service of a stranger sends one span each way; only the one by TLS that knows the authority gets in. */
export async function onlyTlsIsTaken(space: Space): Promise<string[]> {
  const pod = {
    name: "three-ways",
    script: "three-ways",
    env: { COLLECTOR: `${RELEASE}-collector` },
    secrets: { ingest: `${RELEASE}-ingest-token`, authority: AUTHORITY },
  };
  const met = await resultOf<Met>(space, pod, 60);
  console.log(`      TLS: ${met.trusting}; authority not known: ${met.doubting}; plain HTTP: ${met.plain}`);
  const problems = [
    ...(met.trusting === "200" ? [] : [`a span by TLS is answered ${met.trusting}`]),
    ...(DOUBTS.test(met.doubting) ? [] : [`a sender that knows no authority is met by ${met.doubting}`]),
    ...(met.plain === "200" ? ["a span by plain HTTP is taken"] : []),
  ];
  await until("the span sent by TLS in the store", 60, () => (services(space) === "" ? undefined : true));
  const stored = services(space);
  return [...problems, ...(stored === "by-tls" ? [] : [`the store has spans of ${stored}`])];
}

function services(space: Space): string {
  return space.sql(
    `SELECT coalesce(string_agg(DISTINCT service, ', '), '') FROM telemetry.operation_log
     WHERE service IN ('by-tls', 'by-tls-doubting', 'by-http')`,
  );
}

/** Alerting sends its heartbeat as services send, and it is in the store. */
export async function rolesSendByTls(space: Space): Promise<string[]> {
  const beats = `SELECT count(*) FROM telemetry.sample_1s JOIN telemetry.series USING (series_id)
    WHERE name = 'mystocks_heartbeat_timestamp_seconds'`;
  await until("heartbeats of alerting in the store", 90, () =>
    Number(space.sql(beats)) > 0 ? true : undefined,
  );
  return space.test();
}
