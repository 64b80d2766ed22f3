import { expect, test } from "@jest/globals";

import { refusal } from "./node-version.ts";

test.each(["18.20.8", "20.20.2", "22.14.0", "21.7.3"])(
  "Node.js %s is refused, with the way out",
  (version) => {
    expect(refusal(version)).toMatch(`this is ${version}`);
    expect(refusal(version)).toMatch(/Way out: .*Node\.js 24/);
  },
);

test.each(["22.15.0", "22.22.3", "24.0.0", "25.1.0", "26.0.0-nightly"])("Node.js %s is taken", (version) => {
  expect(refusal(version)).toBeUndefined();
});
