export {
  reachableDataDir,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from "./server.ts";
export { openTestDatabase, type TestDatabase } from "./test-database.ts";
