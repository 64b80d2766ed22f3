import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { assert, json, oneof, property, string } from "fast-check";
import { MalformedEvent } from "./cloud-event.ts";
import { encodeDeadLetter, deadLetter } from "./dead-letter.ts";
import { decodePulse, encodePulse } from "./pulse-envelope.ts";

const example = await readFile(join(import.meta.dirname, "examples", "pulse.json"), "utf8");

test("the example is a pulse event, and encoding it again gives the same event", () => {
  const event = decodePulse(example);
  expect(event.pulses[0]!.operation.operation).toBe("load_daily_kline");
  const { key, id, value } = encodePulse(event);
  expect(key).toBe("otlp-http/0");
  expect(id).toBe("otlp-http/0/42");
  expect(JSON.parse(value)).toEqual(JSON.parse(example));
});

test("fields of a later version are passed over", () => {
  const later = JSON.parse(example) as { data: Record<string, unknown> };
  later.data["shard"] = 3;
  expect(decodePulse(JSON.stringify({ ...later, tracestate: "x" }))).toEqual(decodePulse(example));
});

test.each([
  ["no JSON", "{", /not JSON/],
  ["another type", example.replace("mystocks.pulse.v1", "mystocks.pulse.v2"), /type/],
  ["another version of CloudEvents", example.replace('"1.0"', '"0.3"'), /specversion/],
  ["a count that is text", example.replace('"count": 2', '"count": "2"'), /data\.pulses\.0\.count/],
  ["no sequence", example.replace('"sequence": 42,', ""), /data\.sequence/],
])("%s is refused by the name of what is wrong", (_, text, reason) => {
  expect(() => decodePulse(text)).toThrow(MalformedEvent);
  expect(() => decodePulse(text)).toThrow(reason);
});

test("whatever the text, decoding gives an event or MalformedEvent", () => {
  assert(
    property(oneof(string(), json()), (text) => {
      try {
        decodePulse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedEvent);
      }
    }),
  );
});

test("a dead letter keeps the first 64 KiB and says that it was cut", () => {
  const event = { topic: "t", partition: 0, offset: "9", id: "a/0/1", consumer: "g", reason: "no event" };
  const read = (payload: string) =>
    deadLetter.parse((JSON.parse(encodeDeadLetter({ ...event, payload })) as { data: unknown }).data);
  expect(read("short")).toEqual({ ...event, payload: "short", truncated: false });
  const long = read("x".repeat(100_000));
  expect(long.payload).toHaveLength(64 * 1024);
  expect(long.truncated).toBe(true);
});
