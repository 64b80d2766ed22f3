import { expect, test } from "@jest/globals";
import { createLogger } from "./log.ts";

test("no secret reaches the log, whether in a field or inside a URL", () => {
  const lines: string[] = [];
  const log = createLogger("test", "info", { write: (line: string) => void lines.push(line) });
  log.info({ token: "t0ken", headers: { authorization: "Bearer t0ken", "set-cookie": "c=t0ken" } }, "fields");
  log.info({ config: { databaseUrl: "postgres://u:t0ken@db/x", receivers: [] } }, "nested");
  log.error({ err: new Error("connect postgresql://monitor:t0ken@10.0.0.1:5432/x failed") }, "url");
  expect(lines).toHaveLength(3);
  expect(lines.join("")).not.toContain("t0ken");
  expect(lines[2]).toContain("postgresql://monitor:[redacted]@10.0.0.1:5432/x");
});
