export { startRealtime, type Realtime, type RealtimeParts } from "./start-realtime.ts";
