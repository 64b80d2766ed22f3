export { createEffects, Replica, type ReplicaJob } from "./replica.ts";
