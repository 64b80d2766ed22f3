import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { boundLiteral, PARTITIONED, partitionOfName, plannedPartitions } from "./partition-plan.ts";

const DAY_MS = 86_400_000;
const anyTime = fc.date({ min: new Date("2020-01-01"), max: new Date("2099-01-01"), noInvalidDate: true });

test.each(PARTITIONED)(
  "$table: from late rows to a week ahead every instant has exactly one partition",
  (partitioned) => {
    fc.assert(
      fc.property(anyTime, (now) => {
        const partitions = plannedPartitions(partitioned, now, 7 * DAY_MS);
        expect(partitions[0]!.from.getTime()).toBeLessThanOrEqual(now.getTime() - partitioned.backMs);
        expect(partitions.at(-1)!.to.getTime()).toBeGreaterThan(now.getTime() + 7 * DAY_MS);
        for (const [index, { from }] of partitions.slice(1).entries())
          expect(from).toEqual(partitions[index]!.to);
      }),
    );
  },
);

test.each(PARTITIONED)("$table: a partition's name tells its range", (partitioned) => {
  fc.assert(
    fc.property(anyTime, (now) => {
      for (const partition of plannedPartitions(partitioned, now, DAY_MS))
        expect(partitionOfName(partitioned, partition.name)).toEqual(partition);
    }),
  );
});

test("the name of another table's partition tells nothing", () => {
  const span = PARTITIONED.find(({ table }) => table === "span")!;
  expect(partitionOfName(span, "kept_span_2026112400")).toBeUndefined();
  expect(partitionOfName(span, "span_horizon")).toBeUndefined();
});

test("bounds are nanoseconds or timestamps, exact and in UTC", () => {
  const time = new Date("2026-11-24T06:00:00Z");
  const literal = (table: string) =>
    boundLiteral(
      PARTITIONED.find((one) => one.table === table)!,
      time,
    );
  expect(literal("span")).toBe("1795500000000000000");
  expect(literal("pulse_1s")).toBe("'2026-11-24T06:00:00.000Z'");
});
