import { expect, test } from "@jest/globals";
import { ValueType } from "@opentelemetry/api";
import * as fc from "fast-check";

import { familyName, labelName } from "./names.ts";

const describe = (name: string, unit: string) => ({
  name,
  unit,
  description: "",
  valueType: ValueType.DOUBLE,
});

test.each([
  ["mystocks_operation_duration_seconds", "s", "histogram", "mystocks_operation_duration_seconds", 1],
  ["http.server.request.duration", "ms", "histogram", "http_server_request_duration_seconds", 1e-3],
  ["gc.pause.ms", "ms", "histogram", "gc_pause_seconds", 1e-3],
  ["mystocks_cache_hits_total", "", "counter", "mystocks_cache_hits_total", 1],
  ["messages", "{message}", "counter", "messages_total", 1],
  ["cpu.time", "s", "counter", "cpu_time_seconds_total", 1],
  ["cpu_seconds_total", "s", "counter", "cpu_seconds_total", 1],
  ["db.client.connection.count", "{connection}", "gauge", "db_client_connection_count_value", 1],
  ["queue_total", "", "gauge", "queue", 1],
  ["heap.used", "KiBy", "gauge", "heap_used_bytes", 1_024],
  ["5xx", "", "counter", "_5xx_total", 1],
] as const)("%s in %j as a %s is %s", (name, unit, type, expected, factor) => {
  expect(familyName(describe(name, unit), type)).toEqual({ name: expected, factor });
});

test("whatever the name, Prometheus can read it", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("s", "ms", "By", "1", ""), (name, unit) => {
      for (const type of ["counter", "gauge", "histogram"] as const) {
        expect(familyName(describe(name, unit), type).name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
      }
      expect(labelName(name)).toMatch(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/);
    }),
  );
});

test.each([
  ["http.route", "http_route"],
  ["le", "exported_le"],
  ["__name__", "_name__"],
  ["1st", "_1st"],
])("label %s is %s", (key, expected) => {
  expect(labelName(key)).toBe(expected);
});
