import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { SketchMinutes } from "./sketch-minutes.ts";

const row = fc.record({ minute: fc.integer({ min: 0, max: 20 }), start: fc.nat(999), end: fc.nat(999) });

test("each is taken in its minute, in the order in which they were put, however these came", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (rows, from) => {
      const bytes = new Uint8Array(0);
      const sketches = new SketchMinutes();
      for (const { minute, start, end } of rows) sketches.put(minute, bytes, start, end);
      for (let minute = from; minute <= 20; minute++) {
        const taken: unknown[] = [];
        sketches.take(minute, (own, start, end) => {
          expect(own).toBe(bytes);
          taken.push({ minute, start, end });
        });
        expect(taken).toEqual(rows.filter((one) => one.minute === minute));
      }
    }),
  );
});
