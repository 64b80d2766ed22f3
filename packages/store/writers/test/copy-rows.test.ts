import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import {
  array,
  asyncProperty,
  assert,
  bigInt,
  boolean,
  integer,
  json,
  record,
  string,
  uint8Array,
} from "fast-check";
import pg from "pg";
import type { BinaryRows } from "../binary-rows.ts";
import { ChunkPool } from "../chunk-pool.ts";
import { copyRows } from "../copy-rows.ts";
import { storedJson, storedText } from "../stored-text.ts";

let database: TestDatabase;
let client: pg.Client;
const chunks = new ChunkPool();

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE kinds (
    place integer PRIMARY KEY, big bigint, safe bigint, small smallint, flag boolean, words text, document jsonb,
    raw bytea, time timestamptz, whole numeric)`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const row = record({
  big: bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  safe: integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  small: integer({ min: -32_768, max: 32_767 }),
  flag: boolean(),
  words: string({ unit: "binary", maxLength: 40 }),
  document: json(),
  raw: uint8Array({ maxLength: 100 }),
  time: integer({ min: 0, max: 4_000_000_000_000 }),
  whole: bigInt(0n, 10n ** 30n),
});

test("what is copied is read back as it was", async () => {
  await assert(
    asyncProperty(array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      await client.query("TRUNCATE kinds");
      await copyRows(client, "kinds", (to) => rows.forEach((one, place) => write(to, place, one)), {
        chunks,
      });
      const { rows: read } = await client.query("SELECT * FROM kinds ORDER BY place");
      expect(
        read.map(({ big, safe, small, flag, words, raw, time, whole }) => ({
          big: BigInt(big),
          safe: Number(safe),
          small,
          flag,
          words,
          raw: Uint8Array.from(raw),
          time: time.getTime(),
          whole: BigInt(whole),
        })),
      ).toEqual(
        rows.map(({ big, safe, small, flag, words, raw, time, whole }) => ({
          big,
          safe,
          small,
          flag,
          words: storedText(words),
          raw: Uint8Array.from(raw),
          time,
          whole,
        })),
      );
    }),
    { numRuns: 50 },
  );
}, 30_000);

test("rows over many chunks arrive whole and in order", async () => {
  await client.query("TRUNCATE kinds");
  const words = "行情".repeat(2_000);
  const write = (to: BinaryRows) => {
    for (let place = 0; place < 500; place++) {
      to.row(2);
      to.int32(place);
      to.text(words);
    }
  };
  await copyRows(client, "kinds (place, words)", write, { chunks });
  const { rows } = await client.query(
    "SELECT count(*)::int AS count, min(words) AS low, max(words) AS high FROM kinds",
  );
  expect(rows).toEqual([{ count: 500, low: words, high: words }]);
});

test("text and JSON that PostgreSQL would refuse are stored with U+FFFD", async () => {
  const words = "a\0b\ud800c";
  const { rows } = await client.query("SELECT $1::text AS words, $2::jsonb AS document", [
    storedText(words),
    storedJson({ [words]: [words], kept: "\u0001\\u0000" }),
  ]);
  const clean = "a\ufffdb\ufffdc";
  expect(rows).toEqual([{ words: clean, document: { [clean]: [clean], kept: "\u0001\\u0000" } }]);
});

test("a copy that fails rejects with the reason, and the connection goes on", async () => {
  const twice = (to: BinaryRows) => {
    for (const place of [1, 1]) {
      to.row(1);
      to.int32(place);
    }
  };
  await client.query("TRUNCATE kinds");
  await expect(copyRows(client, "kinds (place)", twice, { chunks })).rejects.toMatchObject({ code: "23505" });
  await expect(copyRows(client, "nowhere", twice, { chunks })).rejects.toMatchObject({ code: "42P01" });
  const broken = () => {
    throw new TypeError("no such row");
  };
  await expect(copyRows(client, "kinds (place)", broken, { chunks })).rejects.toThrow("no such row");
  expect((await client.query("SELECT count(*)::int AS count FROM kinds")).rows).toEqual([{ count: 0 }]);
});

test("a statement behind the copy runs only when the copy succeeded", async () => {
  await client.query("TRUNCATE kinds");
  const once = (place: number) => (to: BinaryRows) => {
    to.row(1);
    to.int32(place);
  };
  await copyRows(client, "kinds (place)", once(1), { chunks, before: "BEGIN", after: "COMMIT" });
  const failing = copyRows(client, "kinds (place)", once(1), { chunks, before: "BEGIN", after: "COMMIT" });
  await expect(failing).rejects.toMatchObject({ code: "23505" });
  await client.query("ROLLBACK");
  expect((await client.query("SELECT place FROM kinds")).rows).toEqual([{ place: 1 }]);
});

interface Row {
  big: bigint;
  safe: number;
  small: number;
  flag: boolean;
  words: string;
  document: string;
  raw: Uint8Array;
  time: number;
  whole: bigint;
}

function write(to: BinaryRows, place: number, one: Row): void {
  to.row(10);
  to.int32(place);
  to.int64(one.big);
  to.int64Number(one.safe);
  to.int16(one.small);
  to.boolean(one.flag);
  to.text(storedText(one.words));
  to.jsonb(storedJson(JSON.parse(one.document)));
  to.bytes(one.raw);
  to.timestamp(one.time);
  to.numeric(one.whole);
}
