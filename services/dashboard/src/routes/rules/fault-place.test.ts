import { expect, test } from "@jest/globals";
import { faultPlace } from "./fault-place.ts";

test("a fault has its place before it, or none", () => {
  expect(faultPlace("2:13: many-to-many: no")).toEqual({ line: 2, column: 13, message: "many-to-many: no" });
  expect(faultPlace("the limit of 5 alerts is reached")).toEqual({
    message: "the limit of 5 alerts is reached",
  });
});
