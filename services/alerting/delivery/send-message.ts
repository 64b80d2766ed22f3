import { FORMATS } from "./formats/index.ts";
import { sendMail } from "./mail.ts";
import type { Message } from "./message.ts";
import { post } from "./post.ts";
import { reachableAddress } from "./reachable.ts";
import type { Receiver } from "./receiver.ts";
import { decide, type Attempt, type Decision } from "./retry.ts";
import type { Answer } from "./told.ts";

const ANSWER_MS = 10_000;

export interface SendOptions {
  allowPrivate: boolean;
  nowMs: number;
}

/** Sends it by mail or by one HTTP request, and says what is to become of it. */
export async function attemptDelivery(
  message: Message,
  receiver: Pick<Receiver, "to" | "secret">,
  options: SendOptions,
  attempt: Attempt,
): Promise<Decision> {
  try {
    const { answer, status } = await send(message, receiver, options);
    return decide(answer, status, attempt);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return decide({ result: "again", why }, undefined, attempt);
  }
}

async function send(
  message: Message,
  { to, secret }: Pick<Receiver, "to" | "secret">,
  { allowPrivate, nowMs }: SendOptions,
): Promise<{ answer: Answer; status?: number }> {
  if (to.type === "smtp") {
    const host = await reachableAddress(new URL(to.box.url).hostname, allowPrivate);
    return { answer: await sendMail(message, to.box, host) };
  }
  const format = FORMATS[to.type];
  const destination = { url: to.url, ...(secret !== undefined && { secret }) };
  const outgoing = format.write(message, destination, nowMs);
  const received = await post(outgoing, { allowPrivate, timeoutMs: ANSWER_MS });
  return { answer: format.read(received), status: received.status };
}
