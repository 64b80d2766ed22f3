// Runs in the cluster: prints the JSON that the api answers to METHOD PATH, as the first administrator.
import { readFile } from "node:fs/promises";

const { API_URL, METHOD, ASKED_PATH, BODY } = process.env;
const token = (await readFile("/run/secrets/admin/token", "utf8")).trim();
const answer = await fetch(`${API_URL}${ASKED_PATH}`, {
  method: METHOD,
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  ...(BODY === "" ? {} : { body: BODY }),
});
const text = await answer.text();
if (answer.ok) console.log(text);
else {
  console.error(`${METHOD} ${ASKED_PATH} answers ${answer.status}: ${text.slice(0, 500)}`);
  process.exit(1);
}
