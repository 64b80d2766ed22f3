import { suggestion } from "@mystocks/near-match";
import type { z } from "zod";
import type { ContractProblem } from "./problem.ts";
import { keyText, type Path, type YamlSource } from "./yaml-source.ts";

type Shape = Record<string, z.ZodType>;

/** Reads one document and gathers what is wrong with it, so that all of it is told at once. */
export class ContractReader {
  readonly source: YamlSource;
  readonly problems: ContractProblem[] = [];

  constructor(source: YamlSource) {
    this.source = source;
  }

  refuse(path: Path, message: string, remedy?: string): void {
    this.problems.push({
      line: this.source.lineOf(path),
      key: keyText(path),
      message,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }

  /** One of a closed list of words, or undefined after telling. */
  word<const Word extends string>(path: Path, value: unknown, words: readonly Word[]): Word | undefined {
    if (words.includes(value as Word)) return value as Word;
    this.refuse(path, `${JSON.stringify(value)} is not known`, suggestion(String(value), words));
    return undefined;
  }

  /** The value as `schema` has it, or undefined after telling all that is wrong with it. */
  parse<Schema extends z.ZodObject>(
    schema: Schema,
    value: unknown,
    path: Path,
  ): z.output<Schema> | undefined {
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    for (const issue of result.error.issues) this.#tell(issue, schema, path);
    return undefined;
  }

  #tell(issue: z.core.$ZodIssue, schema: z.ZodObject, path: Path): void {
    const inner = issue.path.filter((part) => typeof part !== "symbol");
    const at = [...path, ...inner];
    if (issue.code !== "unrecognized_keys") return this.refuse(at, issue.message);
    const allowed = keysAt(schema, inner);
    for (const key of issue.keys)
      this.refuse([...at, key], "is not a key that may stand here", suggestion(key, allowed));
  }
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  let node: z.ZodType | undefined = schema;
  for (const part of path) node = shapeOf(node)?.[String(part)];
  return Object.keys(shapeOf(node) ?? {});
}

function shapeOf(node: z.ZodType | undefined): Shape | undefined {
  let inner = node as { shape?: Shape; unwrap?: () => z.ZodType } | undefined;
  while (inner !== undefined && inner.shape === undefined && inner.unwrap !== undefined)
    inner = inner.unwrap() as typeof inner;
  return inner?.shape;
}
