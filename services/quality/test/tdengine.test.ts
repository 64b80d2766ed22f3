import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { parseContract } from "@mystocks/checks";
import { judgeDataset } from "../run.ts";

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: minute-kline
version: 1.0.0
status: active
servers: [{ server: market, type: custom, database: market_data }]
customProperties:
  - property: mystocks
    value: { dialect: tdengine, calendar: none, timeZone: UTC, time: ts, symbol: symbol }
schema:
  - name: minute_kline
    properties:
      - { name: ts, logicalType: timestamp }
      - { name: close, logicalType: number, required: true }
      - { name: symbol, logicalType: string }
`;
const contract = parseContract(CONTRACT, "minute.odcs.yaml");

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** Answers as TDengine's documentation of its REST interface shows them, by how a statement begins. */
async function served(answers: Readonly<Record<string, { status?: number; body: unknown }>>) {
  const asked: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const text = Buffer.concat(await request.toArray()).toString();
    asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${text}`);
    const [, known] = Object.entries(answers).find(([begin]) => text.startsWith(begin)) ?? [];
    if (known === undefined) return;
    response.writeHead(known.status ?? 200, { "content-type": "application/json" });
    response.end(JSON.stringify(known.body));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://root:ta%40os@127.0.0.1:${port}` };
}

const table = (columns: [string, string, number][], ...data: unknown[][]) => ({
  body: { code: 0, column_meta: columns, data, rows: data.length },
});
const DESCRIBE = table(
  [
    ["field", "VARCHAR", 64],
    ["type", "VARCHAR", 20],
    ["length", "INT", 4],
    ["note", "VARCHAR", 12],
  ],
  ["ts", "TIMESTAMP", 8, ""],
  ["close", "DOUBLE", 8, ""],
  ["symbol", "VARCHAR", 16, "TAG"],
);
const limits = { statementTimeoutMs: 500 };
const verdictsOf = async (url: string) => {
  const { checks } = await judgeDataset(contract, { url, ...limits });
  return Object.fromEntries(checks.map(({ checkId, verdict, value }) => [checkId, [verdict, value]]));
};

test("a super table is judged over REST, its failed rows come with it", async () => {
  const { asked, url } = await served({
    DESCRIBE,
    "SELECT COUNT(*)": table(
      ["rows", "c0", "c1", "c2", "c3"].map((name) => [name, "BIGINT", 8]),
      [10, 10, 1, 0, 0],
    ),
    "SELECT `ts`": table(
      [
        ["c0", "TIMESTAMP", 8],
        ["c1", "DOUBLE", 8],
        ["c2", "VARCHAR", 16],
        ["p0", "BIGINT", 8],
      ],
      ["2026-07-10T02:00:00.000Z", null, "600000.SH", 1],
    ),
  });
  const { checks, statements } = await judgeDataset(contract, { url, ...limits });
  expect(asked[0]).toBe("POST /rest/sql Basic cm9vdDp0YUBvcw== DESCRIBE `market_data`.`minute_kline`");
  expect([asked.length, statements]).toEqual([3, 2]);
  const nulls = checks.find(({ checkId }) => checkId === "nullValues:close");
  expect(nulls).toMatchObject({ verdict: "fail", failedRows: 1, failed: [{ row: { symbol: "600000.SH" } }] });
  expect(checks.find(({ checkId }) => checkId === "rowCount")).toMatchObject({ verdict: "pass", value: 10 });
});

test("a statement that is refused or never answered is an error, never a pass", async () => {
  const error = ["error", null];
  const wrong = { body: { code: 9728, desc: 'syntax error near "1"' } };
  for (const answers of [{ DESCRIBE, "SELECT COUNT(*)": wrong }, { DESCRIBE }])
    expect(await verdictsOf((await served(answers)).url)).toMatchObject({
      schema: ["pass", 0],
      rowCount: error,
      "nullValues:close": error,
    });
});

test("a table that is not there fails; who is not let in, or asks elsewhere, is told so", async () => {
  const gone = await served({ DESCRIBE: { body: { code: 9731, desc: "Table does not exist" } } });
  expect(await verdictsOf(gone.url)).toMatchObject({ schema: ["fail", null], rowCount: ["error", null] });
  const refused = { status: 401, body: { code: 855, desc: "Authentication failure" } };
  await expect(verdictsOf((await served({ DESCRIBE: refused })).url)).rejects.toThrow(
    /TDengine answers 401: .*Authentication failure/,
  );
  await expect(verdictsOf("postgresql://a@b/c")).rejects.toThrow(/an address of http:/);
});
