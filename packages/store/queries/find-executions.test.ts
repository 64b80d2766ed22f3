import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { executionStatement, signedSpanId } from "./find-executions.ts";

const window = { from: new Date("2026-11-24T09:00:00Z"), to: new Date("2026-11-24T09:30:00Z") };

test("the statement of the slowest executions of two operations after a position", () => {
  const { text, values } = executionStatement({
    ...window,
    marks: 3,
    operationIds: [1, 2],
    outermost: true,
    order: "slowest",
    after: { endNs: 5n, durationNs: 7n, spanId: "ffffffffffffffff" },
    limit: 51,
  });
  expect(text).toMatchInlineSnapshot(`
    "
    WITH page AS (
      SELECT * FROM (
        SELECT end_ns, duration_ns, span_id, trace_id, operation_id, statement_id, marks, rows, status_message, attributes FROM telemetry.spans
        WHERE end_ns >= $1::bigint AND end_ns < $2::bigint AND marks <> 0
          AND marks & $3 <> 0
          AND operation_id IS NOT NULL
          AND operation_id = ANY($4::int[])
          AND NOT coalesce(attributes ? 'mystocks.operation.parent', false)
          AND (duration_ns, end_ns, span_id) < ($7::bigint, $5::bigint, $6::bigint)
      ) AS marked
      ORDER BY duration_ns DESC, end_ns DESC, span_id DESC
      LIMIT $8
    )
    SELECT end_ns AS "endNs", duration_ns AS "durationNs", lpad(to_hex(span_id), 16, '0') AS "spanId",
           replace(trace_id::text, '-', '') AS "traceId", operation_id AS "operationId", marks, rows,
           status_message AS "statusMessage", attributes ->> 'error.type' AS "errorType", statement.text AS statement
    FROM page LEFT JOIN telemetry.statement USING (statement_id)
    ORDER BY duration_ns DESC, end_ns DESC, span_id DESC"
  `);
  expect(values).toEqual([
    1_795_510_800_000_000_000n,
    1_795_512_600_000_000_000n,
    3,
    [1, 2],
    5n,
    -1n,
    7n,
    51,
  ]);
});

test("every parameter is bound and used, none is written into the text", () => {
  const query = fc.record({
    marks: fc.integer({ min: 1, max: 15 }),
    operationIds: fc.option(fc.array(fc.nat()), { nil: undefined }),
    outermost: fc.boolean(),
    order: fc.constantFrom("newest" as const, "slowest" as const),
    after: fc.option(
      fc.record({
        endNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        durationNs: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        spanId: fc.stringMatching(/^[0-9a-f]{16}$/),
      }),
      { nil: undefined },
    ),
    limit: fc.integer({ min: 1, max: 201 }),
  });
  fc.assert(
    fc.property(query, (given) => {
      const { text, values } = executionStatement({ ...window, ...given });
      const used = new Set([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
      expect([...used].sort((a, b) => a - b)).toEqual(values.map((_, index) => index + 1));
    }),
  );
});

test.each([
  ["0000000000000001", 1n],
  ["ffffffffffffffff", -1n],
  ["8000000000000000", -(2n ** 63n)],
])("span id %s is stored as %p", (hex, stored) => {
  expect(signedSpanId(hex)).toBe(stored);
});
