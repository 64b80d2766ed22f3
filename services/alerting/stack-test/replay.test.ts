import { randomBytes } from "node:crypto";
import { jest } from "@jest/globals";
import { createKafkaBus } from "@mystocks/bus";
import { createLogger } from "@mystocks/runtime";
import { replayBattery } from "../test/replay-battery.ts";

jest.setTimeout(90_000);

replayBattery("by Kafka", () =>
  createKafkaBus({
    connection: { brokers: process.env.MYSTOCKS_TEST_KAFKA!.split(",") },
    clientId: "alerting-test",
    log: createLogger("kafka", process.env.MYSTOCKS_TEST_LOG ?? "silent"),
    // Nobody else's topics.
    topicPrefix: `a${randomBytes(5).toString("hex")}.`,
  }),
);
