import { expect, test } from "@jest/globals";
import { formatFloat } from "./go-float.ts";
import recorded from "./recorded/go-floats.json" with { type: "json" };

test("floats read as Go's fmt writes them, halves to even", () => {
  expect(recorded.length).toBeGreaterThan(100);
  for (const [text, ...expected] of recorded) {
    const value = Number(text);
    const came = [
      formatFloat(value, "g"),
      formatFloat(value, "g", 4),
      formatFloat(value, "f", 2),
      formatFloat(value, "f", 0),
      formatFloat(value, "e", 3),
      formatFloat(value, "f", 6),
    ];
    expect(came).toEqual(expected);
  }
});

test("what is no finite number has its name", () => {
  expect([NaN, Infinity, -Infinity, -0].map((value) => formatFloat(value, "g", 4))).toEqual([
    "NaN",
    "+Inf",
    "-Inf",
    "-0",
  ]);
});
