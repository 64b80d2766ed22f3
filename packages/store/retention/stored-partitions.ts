import type pg from "pg";
import { PARTITIONED, partitionOfName, type Partition, type PartitionedTable } from "../partition-plan.ts";

/** `detaching` and `detached` are what a drop that was cut short leaves behind. */
type PartitionState = "attached" | "detaching" | "detached";

export interface StoredPartition extends Partition {
  partitioned: PartitionedTable;
  state: PartitionState;
}

const STATES = `
  SELECT c.relnamespace::regnamespace::text AS schema, c.relname AS name,
    CASE WHEN i.inhrelid IS NULL THEN 'detached' WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state
  FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
  WHERE c.relnamespace IN ('telemetry'::regnamespace, 'quality'::regnamespace) AND c.relkind = 'r'`;

/** Every partition in the store by table and time, those included that are no longer attached. */
export async function storedPartitions(client: pg.ClientBase): Promise<StoredPartition[]> {
  const { rows } = await client.query<{ schema: string; name: string; state: PartitionState }>(
    `${STATES} ORDER BY c.relname`,
  );
  return PARTITIONED.flatMap((partitioned) =>
    rows.flatMap(({ schema, name, state }) => {
      const partition = schema === partitioned.schema ? partitionOfName(partitioned, name) : undefined;
      return partition === undefined ? [] : [{ ...partition, partitioned, state }];
    }),
  );
}

/** Of a partition that is in the store. */
export async function stateOf(
  client: pg.ClientBase,
  { schema, name }: Pick<StoredPartition, "schema" | "name">,
): Promise<PartitionState> {
  const { rows } = await client.query<{ state: PartitionState }>(
    `${STATES} AND c.relnamespace = $1::regnamespace AND c.relname = $2`,
    [schema, name],
  );
  return rows[0]!.state;
}
