export { listenRealtime } from "./listening-realtime.ts";
