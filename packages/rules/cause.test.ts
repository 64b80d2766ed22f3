import { expect, test } from "@jest/globals";
import { because, becauseOf } from "./cause.ts";

test("a cause has its English beside its code", () => {
  expect(because("flapping", { firings: "3", minutes: "30" })).toEqual({
    cause: { code: "flapping", parameters: { firings: "3", minutes: "30" } },
    reason: "fired 3 times within 30 minutes",
  });
  expect(becauseOf("li", "").reason).toBe("by li");
  expect(becauseOf("li", "costs {money}").reason).toBe("by li: costs {money}");
});
