import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { alertMessage } from "../delivery/alert-message.ts";
import { sendMail } from "../delivery/mail.ts";
import type { Told } from "../delivery/told.ts";
import { toldFixture } from "./told-fixture.ts";

test.each([
  ["en", "FIRING", "Since"],
  ["zh-CN", "告警", "开始时间"],
] as const)(
  "a mail in %s is text and HTML, and the same mail at every attempt",
  async (language, state, since) => {
    const server = await startMailServer("250 taken");
    try {
      const told: Told = { ...toldFixture(), language };
      const box = { url: server.url, from: "monitor@example.com", to: ["team@example.com"] };
      expect(await sendMail(alertMessage(told), box, "127.0.0.1")).toEqual({ result: "accepted" });
      expect(await sendMail(alertMessage(told), box, "127.0.0.1")).toEqual({ result: "accepted" });
      const [first, second] = server.mails.map(decoded);
      expect(first).toContain(`Message-ID: <${told.deliveryId}@mystocks-monitor>`);
      expect(second).toContain(`Message-ID: <${told.deliveryId}@mystocks-monitor>`);
      expect(first).toMatch(/Content-Type: text\/plain/);
      expect(first).toMatch(/Content-Type: text\/html/);
      expect(first).toContain(state);
      expect(first).toContain(since);
      expect(first).toContain("&lt;b&gt;");
    } finally {
      server.close();
    }
  },
);

test.each([
  ["451 later", "again"],
  ["552 too large", "shorten"],
  ["550 no such user", "never"],
])("%s means %s", async (reply, result) => {
  const server = await startMailServer(reply);
  const box = { url: server.url, from: "monitor@example.com", to: ["team@example.com"] };
  expect((await sendMail(alertMessage(toldFixture()), box, "127.0.0.1")).result).toBe(result);
  server.close();
});

/** Speaks as much SMTP as a client needs; `reply` is what it says to a mail. */
async function startMailServer(reply: string) {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let mail: string | undefined;
    const say = (line: string) => socket.write(`${line}\r\n`);
    socket.on("error", () => {});
    say("220 test");
    let buffered = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      buffered += part;
      for (let end = buffered.indexOf("\r\n"); end >= 0; end = buffered.indexOf("\r\n")) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (mail !== undefined) {
          if (line !== ".") mail += `${line}\n`;
          else {
            mails.push(mail);
            mail = undefined;
            say(reply);
          }
        } else if (line === "DATA") {
          mail = "";
          say("354 go on");
        } else say(line === "QUIT" ? "221 bye" : "250 ok");
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    close: () => void server.close(),
  };
}

/** Quoted-printable and base64 parts and header words as text, as far as the test looks at them. */
function decoded(mail: string): string {
  const unfolded = mail.replace(/\n[ \t]+/g, " ");
  const base64 = unfolded.replace(
    /\n\n((?:[A-Za-z0-9+/=]{4,76}\n)+)/g,
    (_, body: string) => `\n\n${Buffer.from(body, "base64").toString("utf8")}\n`,
  );
  const joined = base64.replace(/=\n/g, "");
  return joined.replace(/(?:=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"),
  );
}
