import type { z } from "zod";
import type { customSpecs } from "./custom-specs.ts";

interface Range {
  min?: number | string;
  max?: number | string;
  /** True where the end itself is outside. */
  aboveMin?: boolean;
  belowMax?: boolean;
}

export interface ValidValues {
  column: string;
  range?: Range;
  set?: (string | number | boolean)[];
  pattern?: string;
  /** `[shortest, longest]` in characters. */
  length?: [number, number];
  multipleOf?: number;
}

/** Of a check without options zod says that no key may be there, `kind` among them. */
type Options<Schema extends z.ZodType> =
  z.output<Schema> extends Record<string, never> ? object : z.output<Schema>;

type CustomSpecs = {
  [Name in keyof typeof customSpecs]: { kind: Name } & Options<(typeof customSpecs)[Name]>;
};

/** What a check looks at, by kind. */
export type CheckSpec =
  | { kind: "nullValues"; column: string }
  | { kind: "missingValues"; column: string; words: string[] }
  | ({ kind: "invalidValues" } & ValidValues)
  | { kind: "finite"; columns: string[] }
  | { kind: "future"; column: string }
  | { kind: "duplicateValues"; columns: string[] }
  | { kind: "rowCount" }
  | { kind: "retention"; days: number }
  | { kind: "schema" }
  | { kind: "reference"; columns: string[]; table: string; targets: string[] }
  | { kind: "sql"; query: string; tables: string[] }
  | CustomSpecs[keyof CustomSpecs];

export type CheckKind = CheckSpec["kind"];
export type SpecOf<Kind extends CheckKind> = Extract<CheckSpec, { kind: Kind }>;
