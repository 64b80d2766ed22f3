import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { startKafka, type EmbeddedKafka } from "@mystocks/embedded-kafka";
import { createKafkaBus, type KafkaConnection } from "../index.ts";
import { message, until } from "../testing/bus-battery.ts";
import { Numbers } from "./numbered-traffic.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(120_000);

let dataDir: string;
let kafka: EmbeddedKafka;
let secured: KafkaConnection;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "mystocks-kafka-secured-"));
  const caFile = join(dataDir, "cert.pem");
  await selfSigned(join(dataDir, "key.pem"), caFile);
  const [plain, port, controller] = [await freePort(), await freePort(), await freePort()];
  kafka = await startKafka({
    dataDir,
    port: plain,
    quickStart: true,
    settings: {
      listeners: [
        `PLAINTEXT://127.0.0.1:${plain}`,
        `SECURED://127.0.0.1:${port}`,
        `CONTROLLER://127.0.0.1:${controller}`,
      ].join(","),
      "advertised.listeners": `PLAINTEXT://127.0.0.1:${plain},SECURED://127.0.0.1:${port}`,
      "controller.quorum.voters": `1@127.0.0.1:${controller}`,
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
      "listener.name.secured.sasl.enabled.mechanisms": "PLAIN",
      "listener.name.secured.plain.sasl.jaas.config":
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_monitor="open sesame";',
      "ssl.keystore.type": "PEM",
      "ssl.keystore.key": await onOneLine(join(dataDir, "key.pem")),
      "ssl.keystore.certificate.chain": await onOneLine(caFile),
    },
  });
  secured = {
    brokers: [`127.0.0.1:${port}`],
    tls: { caFile },
    sasl: { mechanism: "plain", username: "monitor", password: "open sesame" },
  };
});

afterAll(async () => {
  await kafka.kill();
  await rm(dataDir, { recursive: true, force: true });
});

test("events go over TLS with a password", async () => {
  const bus = createKafkaBus({ ...testKafka(), connection: secured });
  const numbers = new Numbers();
  await bus.subscribe("secured.v1", { all: true, from: "start" }, numbers.take);
  await bus.publish("secured.v1", [message("a", 0)]);
  await until(() => numbers.seen.has(0));
  await bus.close();
});

test.each([
  [
    "a wrong password",
    () => ({ ...secured, sasl: { ...secured.sasl!, password: "close sesame" } }),
    /[Aa]uthentication/,
  ],
  ["a broker whose authority is not known", () => ({ ...secured, tls: true }), /self-signed/],
])("%s is refused and named, and the password is not", async (_, connection, reason) => {
  const bus = createKafkaBus({ ...testKafka(), connection: connection() });
  const error = await bus.publish("secured.v1", [message("a", 0)]).catch((thrown: Error) => thrown);
  expect(String(error)).toMatch(reason);
  expect(String(error)).not.toMatch(/sesame/);
  await bus.close();
});

async function selfSigned(keyFile: string, certFile: string): Promise<void> {
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", keyFile, "-out", certFile];
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files];
  await promisify(execFile)("openssl", args);
}

/** As a value of a properties file. */
async function onOneLine(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trim().replaceAll("\n", "\\n");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
