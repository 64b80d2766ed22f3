// A webhook receiver that a test kills: what it answers 200 is in its file first.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";

const { port, file } = JSON.parse(process.env.RECEIVER_PROCESS!) as { port: number; file: string };

createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8").on("data", (part: string) => (text += part));
  request.on("end", () => {
    appendFileSync(file, `${text}\n`);
    response.end();
  });
}).listen(port, "127.0.0.1", 1024, () => process.send!("ready"));
process.on("disconnect", () => process.exit());
