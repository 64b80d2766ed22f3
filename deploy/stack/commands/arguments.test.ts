import { expect, test } from "@jest/globals";
import { readArguments } from "./arguments.ts";

test("a command alone means the default stack", () => {
  expect(readArguments(["up"])).toEqual({
    command: "up",
    part: undefined,
    name: "default",
    portBase: undefined,
    recorders: undefined,
    follow: false,
  });
});

test("name, ports, recorders and a part of the logs are read wherever they stand", () => {
  expect(readArguments(["--name", "b", "up", "--port-base", "20000", "--recorders=2"])).toMatchObject({
    name: "b",
    portBase: 20_000,
    recorders: 2,
  });
  expect(readArguments(["logs", "api", "-f"])).toMatchObject({ part: "api", follow: true });
});

test.each([
  [["up", "api"], '"api" is not known'],
  [["logs", "api", "kafka"], '"kafka" is not known'],
  [["up", "--port-base", "70000"], "from 1 to 65000"],
  [["up", "--recorders", "0"], "from 1 to 16"],
  [["up", "--name", "../other"], "letters, digits"],
  [["up", "--nmae", "b"], "--nmae"],
])("%j is refused: %s", (args, problem) => {
  expect(() => readArguments(args)).toThrow(problem);
});
