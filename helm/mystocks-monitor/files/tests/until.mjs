// What the tests of `helm test` have in common.
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

const { TIMEOUT_SECONDS } = process.env;
const deadlineMs = Date.now() + Number(TIMEOUT_SECONDS) * 1000;

export async function bearer(secret) {
  return `Bearer ${(await readFile(`/run/secrets/${secret}/token`, "utf8")).trim()}`;
}

/** Of an HTTP answer; undefined when it is well. */
export async function problemOf(answer) {
  return answer.ok ? undefined : `${answer.url} answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`;
}

/** Tries until `attempt` resolves to no problem; ends the process with the last one when the time is over. */
export async function until(what, attempt) {
  for (;;) {
    const problem = await attempt().catch((error) => `${error.message}: ${error.cause?.message ?? ""}`);
    if (problem === undefined) return;
    if (Date.now() > deadlineMs) {
      console.error(`not within ${TIMEOUT_SECONDS} seconds: ${what}\n${problem}`);
      process.exit(1);
    }
    await delay(500);
  }
}
