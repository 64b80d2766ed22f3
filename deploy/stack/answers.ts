import { connect } from "node:net";

const PATIENCE_MS = 2000;

/** Undefined when GET answers 2xx; else what it answered, in a line. */
export async function httpProblem(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return void (await answer.arrayBuffer());
    return `${url} answers ${answer.status} ${(await answer.text()).slice(0, 300)}`;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return `${url}: ${cause?.message ?? message}`;
  }
}

/** Undefined when `send` over TCP brings an answer that begins as expected. */
export function tcpProblem(
  port: number,
  { send, expect }: { send: string; expect: string },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(send));
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(PATIENCE_MS, () => end(`port ${port} says nothing`));
    socket.once("error", (error) => end(error.message));
    socket.once("data", (data) => {
      const text = data.toString();
      end(text.startsWith(expect) ? undefined : `port ${port} says ${text.trim()}`);
    });
  });
}
