// Runs in the cluster: takes webhooks on 9000 until one tells of an alert of SERVICE; prints its labels and when it came.
import { createServer } from "node:http";

const { SERVICE, SECONDS } = process.env;
const heard = [];

createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (part) => (body += part));
  request.on("end", () => {
    response.writeHead(200).end();
    const { alerts } = JSON.parse(body);
    const alert = alerts.find(({ labels }) => labels.service === SERVICE);
    heard.push(...alerts.map(({ labels }) => labels));
    if (alert === undefined) return;
    console.log(JSON.stringify({ atMs: Date.now(), labels: alert.labels, annotations: alert.annotations }));
    process.exit(0);
  });
}).listen(9000);

setTimeout(
  () => {
    console.error(`no alert of ${SERVICE} came in ${SECONDS} s; others: ${JSON.stringify(heard)}`);
    process.exit(1);
  },
  Number(SECONDS) * 1000,
);
