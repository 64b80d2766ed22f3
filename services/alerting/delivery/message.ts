import type { Marks } from "./markdown.ts";
import type { Language } from "./told.ts";

/** What one receiver is told at once, of whatever: alerts, or a report. How it looks is the receiver's format. */
export interface Message {
  /** The same at each attempt. */
  deliveryId: string;
  /** Rises with each message to the receiver. */
  sequence: number;
  language: Language;
  title: string;
  tone: "bad" | "doubtful" | "good";
  /** Mails with the same are one thread. */
  thread?: string;
  /** All of it as text, in so many bytes. */
  text: (marks: Marks, mostBytes: number) => string;
  /** The body that a webhook gets. */
  payload: () => object;
}
