import { expect, test } from "@jest/globals";
import { stack } from "./plot-data.ts";

test("each layer stands on those before it; what is missing counts as nothing", () => {
  const layers = [
    { name: "a", colour: "--c1", values: [1, null, 3] },
    { name: "b", colour: "--c2", values: [10, 20] },
  ];
  expect(stack(layers, 3)).toEqual([
    [1, 0, 3],
    [11, 20, 3],
  ]);
});
