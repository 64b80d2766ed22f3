import { randomBytes } from "node:crypto";
import { createLogger } from "@mystocks/runtime";
import type { KafkaLogParts } from "../index.ts";

/** On the broker of jest's set-up, under a prefix of its own: no test sees another's topics. */
export function testKafka(): KafkaLogParts {
  const brokers = process.env.MYSTOCKS_TEST_KAFKA;
  if (brokers === undefined) throw new Error("MYSTOCKS_TEST_KAFKA is not set: run by jest's stack project.");
  return {
    connection: { brokers: brokers.split(",") },
    clientId: "bus-test",
    log: createLogger("bus-test", process.env.MYSTOCKS_TEST_LOG ?? "silent"),
    topicPrefix: `t${randomBytes(5).toString("hex")}.`,
  };
}
