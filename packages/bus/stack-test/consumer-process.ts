// A process of its own that reads a topic: frozen, or looked at for process warnings. Prints the id of each event.
import { createLogger } from "@mystocks/runtime";
import { createKafkaBus } from "../index.ts";

const [brokers, topicPrefix, topic, group] = process.argv.slice(2) as [string, string, string, string];
const bus = createKafkaBus({
  connection: { brokers: brokers.split(",") },
  clientId: "consumer-process",
  log: createLogger("consumer-process", "silent"),
  topicPrefix,
});
process.on("SIGTERM", () => void bus.close());
await bus.subscribe(topic, { group }, ({ id }) => console.log(id));
await bus.subscribe(topic, { all: true, from: "end" }, () => {});
await bus.publish(topic, [{ key: "ready", id: "ready", value: "{}" }]);
