export { openCuttableConnection, type CuttableConnection } from "./cuttable-connection.ts";
export { createEffects, Replica, type ReplicaJob } from "./replica.ts";
