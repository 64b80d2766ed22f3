import { createPartitions } from "./create-partitions.ts";
import { migrate } from "./migrate.ts";
import { openStorePool } from "./pool.ts";

const DAY_MS = 86_400_000;

/** For `openTestDatabase(storeTemplate)`: a migrated store with partitions from yesterday to tomorrow. */
export const storeTemplate = {
  name: "store_template",
  async prepare(url: string): Promise<void> {
    const pool = openStorePool({ url, max: 2, applicationName: "store-template" });
    try {
      await migrate(pool);
      await createPartitions(pool, new Date(), DAY_MS);
    } finally {
      await pool.end();
    }
  },
};
