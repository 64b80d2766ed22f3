import { expect, test } from "@jest/globals";
import { valuesTable, withValuesTable } from "./values-table.ts";

const VALUES = `# About all of it.

# Who is asked.
first: &role
  # How many.
  count: 1
  labels: { a: b }
second: *role
none: []
`;

test("a row for each key, with its default and what is said above it", () => {
  expect(valuesTable(VALUES).split("\n").slice(2)).toEqual([
    "| `first` |  | Who is asked. |",
    "| `first.count` | `1` | How many. |",
    '| `first.labels` | `{"a":"b"}` |  |',
    "| `second` | as `recorder` |  |",
    "| `none` | `[]` |  |",
  ]);
});

test("what stands around the table stays", () => {
  const text =
    "# Chart\n<!-- values: written by deploy/kube-test/write-chart-files.ts -->\nold\n<!-- end of values -->\nmore\n";
  const made = withValuesTable(text, VALUES);
  expect(made).toMatch(/^# Chart\n/);
  expect(made).toMatch(/\nmore\n$/);
  expect(made).not.toContain("old");
  expect(() => withValuesTable("# Chart\n", VALUES)).toThrow("is not there");
});
