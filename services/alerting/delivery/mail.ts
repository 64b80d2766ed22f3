import { createTransport } from "nodemailer";
import type { Marks } from "./markdown.ts";
import type { Message } from "./message.ts";
import type { Answer } from "./told.ts";

export interface MailBox {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  url: string;
  from: string;
  to: readonly string[];
}

const MOST_BYTES = 64 * 1024;
const PATIENCE_MS = 10_000;

const PLAIN: Marks = {
  bold: (text) => text,
  link: (text, url) => `${text}: ${url}`,
  escape: (text) => text,
};

const HTML: Marks = {
  bold: (text) => `<b>${text}</b>`,
  link: (text, url) => `<a href="${escaped(url)}">${text}</a>`,
  escape: escaped,
};

/** A message as plain text and as HTML; mails of one alert share a thread. */
function mailOf(message: Message, { from, to }: Pick<MailBox, "from" | "to">) {
  const { deliveryId, sequence, language, title, thread, text } = message;
  const html = text(HTML, MOST_BYTES).replaceAll("\n", "<br>\n");
  return {
    from,
    to: [...to],
    subject: title.replace(/[\r\n]+/g, " "),
    text: text(PLAIN, MOST_BYTES),
    html: `<!doctype html><html lang="${language}"><body>${html}</body></html>`,
    // The same at each attempt: a server or reader that keeps ids shows it once.
    messageId: `<${deliveryId}@mystocks-monitor>`,
    headers: {
      "x-mystocks-delivery": deliveryId,
      "x-mystocks-sequence": String(sequence),
      "auto-submitted": "auto-generated",
    },
    ...(thread !== undefined && { references: `<${thread}@mystocks-monitor>` }),
  };
}

/** `host` is the address that was looked up and may be reached; the server's name stays for its certificate. */
export async function sendMail(message: Message, box: MailBox, host: string): Promise<Answer> {
  const url = new URL(box.url);
  const servername = url.hostname;
  url.hostname = host.includes(":") ? `[${host}]` : host;
  const transport = createTransport({
    url: url.href,
    tls: { servername },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.sendMail(mailOf(message, box));
    return { result: "accepted" };
  } catch (error) {
    return answerOf(error as Error & { responseCode?: number });
  } finally {
    transport.close();
  }
}

/** 4xx is for now, 552 and 554 may be the size or the content, another 5xx stays; without a code nobody answered. */
function answerOf({ responseCode: code, message }: Error & { responseCode?: number }): Answer {
  const why = message.slice(0, 200);
  if (code === undefined || code < 500) return { result: "again", why };
  return code === 552 || code === 554 ? { result: "shorten", why } : { result: "never", why };
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
