export { openStorePool, type StorePoolOptions } from "./pool.ts";
export { migrate, schemaVersion } from "./migrate.ts";
export { createPartitions } from "./create-partitions.ts";
export { storeTemplate } from "./store-template.ts";
export { inTransaction } from "./transaction.ts";
