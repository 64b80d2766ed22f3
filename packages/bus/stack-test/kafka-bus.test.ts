import { jest } from "@jest/globals";
import { createKafkaBus } from "../index.ts";
import { busBattery } from "../testing/bus-battery.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(60_000);

busBattery("the bus on Kafka", async () => createKafkaBus({ ...testKafka(), timings: { retryMs: 1 } }));
