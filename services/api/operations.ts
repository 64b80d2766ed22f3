import { readOperations } from "@mystocks/store";
import type { Pool } from "pg";
import type { OperationKey } from "./contract.ts";

export interface OperationFilter {
  service?: string | undefined;
  classification?: string | undefined;
  database?: string | undefined;
  kind?: OperationKey["kind"] | undefined;
  /** Letters that occur in the operation, its table or its service. */
  search?: string | undefined;
}

/** Every operation that was ever recorded, by id. */
export async function operationsById(pool: Pool): Promise<Map<number, OperationKey>> {
  const operations = await readOperations(pool);
  return new Map(operations.map((operation) => [operation.id, operation]));
}

export function matches(key: OperationKey, filter: OperationFilter): boolean {
  const search = filter.search?.toLowerCase();
  return (
    (filter.service === undefined || key.service === filter.service) &&
    (filter.classification === undefined || key.classification === filter.classification) &&
    (filter.database === undefined || key.database === filter.database) &&
    (filter.kind === undefined || key.kind === filter.kind) &&
    (search === undefined ||
      `${key.operation}\n${key.collection}\n${key.service}`.toLowerCase().includes(search))
  );
}

/** Whether any condition is set, so that ids need not be listed when none is. */
export function isFiltering(filter: OperationFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
