import { expect, test } from "@jest/globals";
import { lettersText, letterText } from "./letter-text.ts";

const letter = {
  id: "otlp_spans/0/3",
  topic: "otlp_spans",
  place: "otlp_spans/0/17",
  putAsideAt: new Date("2026-11-24T16:00:00Z"),
  reason: "malformed: the message ends early",
  payloadBytes: 4,
  truncated: false,
  payload: Buffer.from("a\u001b[3"),
};

test("a table has a row a letter, and says when there is none", () => {
  expect(lettersText([])).toBe("There are no dead letters.");
  const replayed = { ...letter, id: "0/9", truncated: true, replayedAt: new Date() };
  expect(lettersText([letter, replayed]).split("\n")).toEqual([
    "ID              PUT ASIDE                 BYTES  STATE     REASON",
    "otlp_spans/0/3  2026-11-24T16:00:00.000Z  4      waits     malformed: the message ends early",
    "0/9             2026-11-24T16:00:00.000Z  4+     replayed  malformed: the message ends early",
  ]);
});

test("bytes are shown so that no terminal obeys them", () => {
  const text = letterText(letter);
  expect(text).toContain("came from  otlp_spans/0/17");
  expect(text).toContain("000000  61 1b 5b 33");
  expect(text).toMatch(/ a\.\[3$/);
});

test("of a large letter the beginning is shown and the rest is counted", () => {
  expect(letterText({ ...letter, payload: Buffer.alloc(2000) })).toMatch(
    /… 1488 bytes more; --raw writes them all$/,
  );
});
