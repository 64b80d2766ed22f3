// Runs in the cluster: prints for each of WAYS ("host:port") whether a connection opens.
import { connect } from "node:net";

const open = (host, port) =>
  new Promise((done) => {
    const socket = connect({ host, port, timeout: 4000 });
    const end = (found) => {
      socket.destroy();
      done(found);
    };
    socket.once("connect", () => end("open"));
    for (const event of ["error", "timeout"]) socket.once(event, () => end("shut"));
  });
const ways = JSON.parse(process.env.WAYS);
const found = ways.map(async (way) => {
  const [host, port] = way.split(":");
  return [way, await open(host, Number(port))];
});
console.log(JSON.stringify(Object.fromEntries(await Promise.all(found))));
