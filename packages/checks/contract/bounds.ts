import type { OdcsQuality } from "./document.ts";
import type { Bound } from "./contract.ts";
import type { ContractReader } from "./reader.ts";
import type { Path } from "./yaml-source.ts";

export type Level = Bound["level"];

export const OPERATORS: Record<string, Bound["operator"]> = {
  mustBe: "=",
  mustNotBe: "!=",
  mustBeGreaterThan: ">",
  mustBeGreaterOrEqualTo: ">=",
  mustBeLessThan: "<",
  mustBeLessOrEqualTo: "<=",
  mustBeBetween: "between",
  mustNotBeBetween: "notBetween",
};

const LEVELS: Record<string, Level> = { error: "fail", critical: "fail", warning: "warn", info: "warn" };

/** The standard leaves severity open; here it is one of four words, and what isn't an error only warns. */
export function levelOf(reader: ContractReader, item: OdcsQuality, path: Path): Level | undefined {
  if (item.severity === undefined) return undefined;
  const word = reader.word([...path, "severity"], item.severity, Object.keys(LEVELS));
  return word === undefined ? undefined : LEVELS[word];
}

/** The one comparison of a library or sql check. */
export function operatorBound(
  reader: ContractReader,
  item: OdcsQuality,
  path: Path,
  level: Level,
): Bound | undefined {
  const key = Object.keys(OPERATORS).find((name) => item[name] !== undefined);
  if (key === undefined) {
    reader.refuse(path, "needs one comparison", Object.keys(OPERATORS).join(", "));
    return undefined;
  }
  const limits = [item[key]].flat();
  const [low, high] = limits;
  if (!limits.every((limit) => typeof limit === "number" && Number.isFinite(limit)))
    reader.refuse([...path, key], `${JSON.stringify(item[key])} is not a number`);
  else if (high !== undefined && (low as number) > (high as number))
    reader.refuse([...path, key], "has its larger number first");
  else return { operator: OPERATORS[key]!, limits: limits as number[], level };
  return undefined;
}

export const above = (limit: number, level: Level): Bound => ({ operator: "<=", limits: [limit], level });

/** What no check may have any of. */
export const none = (level: Level = "fail"): Bound[] => [above(0, level)];
