// A webhook receiver that a test kills: what it answers 200 is in its file first. It takes its time, now before it has a
// message for good and now after, so that what is killed is often amid a delivery.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const SLOWEST_MS = 500;
const { port, file } = JSON.parse(process.env.RECEIVER_PROCESS!) as { port: number; file: string };

createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8").on("data", (part: string) => (text += part));
  request.on("end", () => {
    const keep = () => appendFileSync(file, `${text}\n`);
    const isKeptFirst = Math.random() < 0.5;
    if (isKeptFirst) keep();
    setTimeout(() => {
      if (!isKeptFirst) keep();
      response.end();
    }, Math.random() * SLOWEST_MS);
  });
}).listen(port, "127.0.0.1", 1024, () => process.send!("ready"));
process.on("disconnect", () => process.exit());
