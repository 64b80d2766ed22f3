// Loaded by `node --import @mystocks/telemetry/register app.js`, before the app.
// Nothing is imported statically that an old Node.js could fail on: it must get to the refusal.
import { refusal } from "./node-version.ts";

const refused = refusal(process.versions.node);
if (refused !== undefined) {
  console.error(refused);
  process.exit(1);
}
const { preload } = await import("./preload.ts");
await preload();
