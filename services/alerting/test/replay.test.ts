import { createMemoryBus } from "@mystocks/bus";
import { replayBattery } from "./replay-battery.ts";

replayBattery("by the bus in memory", createMemoryBus);
