import { connect } from "node:net";

const METADATA = 3;
const VERSION = 1;

/** True when the broker answers a metadata request and names at least one broker in it. */
export async function answersMetadata(port: number, timeoutMs: number): Promise<boolean> {
  const answer = await ask(port, metadataRequest(), timeoutMs).catch(() => undefined);
  // size int32, correlation id int32, number of brokers int32
  return answer !== undefined && answer.length >= 12 && answer.readInt32BE(8) > 0;
}

function metadataRequest(): Buffer {
  const client = Buffer.from("probe");
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(METADATA, 4);
  request.writeInt16BE(VERSION, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(client.length, 12);
  client.copy(request, 14);
  return request;
}

function ask(port: number, request: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: timeoutMs }, () => socket.write(request));
    let answer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 12) return;
      socket.destroy();
      done(answer);
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer")));
    socket.on("error", failed);
    socket.on("close", () => failed(new Error("closed")));
  });
}
