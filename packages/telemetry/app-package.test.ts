import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { appPackage } from "./app-package.ts";

test("the service is named after the nearest package.json that has a name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "app-package-"));
  await mkdir(join(folder, "src/esm"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{"name":"@shop/market-data","version":"1.2.3"}');
  await writeFile(join(folder, "src/esm/package.json"), '{"type":"module"}');
  expect(appPackage(join(folder, "src/esm/app.js"))).toEqual({
    "service.name": "market-data",
    "service.version": "1.2.3",
  });
  await rm(folder, { recursive: true });
});

test("without one, or without an entry file, nothing is made up", () => {
  expect(appPackage("/no-such-folder/app.js")).toEqual({});
  expect(appPackage(undefined)).toEqual({});
});
