import { expect, test } from "@jest/globals";
import { Lifecycle } from "./lifecycle.ts";

test("what was started last stops first, once", async () => {
  const life = new Lifecycle();
  const stopped: string[] = [];
  for (const name of ["store", "recorder", "api"]) life.onStop(name, () => void stopped.push(name));
  await Promise.all([life.stop(), life.stop()]);
  expect(stopped).toEqual(["api", "recorder", "store"]);
  expect(life.isStopping).toBe(true);
});

test("a stop that fails or hangs does not keep the others from stopping", async () => {
  const life = new Lifecycle();
  const stopped: string[] = [];
  life.onStop("store", () => void stopped.push("store"));
  life.onStop("hangs", () => new Promise(() => {}));
  life.onStop("fails", () => {
    throw new Error("no");
  });
  await expect(life.stop(20)).rejects.toThrow("stopping fails failed; stopping hangs failed");
  expect(stopped).toEqual(["store"]);
});
