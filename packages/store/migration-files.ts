import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
  /** The lowest schema number whose code still runs on this one; from a line `-- oldest code: N`, else 0. */
  oldestCode: number;
}

const FILE = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** The files `NNNN_name.sql` of a folder in order, numbered from 1 without gaps. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)));
  const misnumbered = migrations.find(({ number }, index) => number !== index + 1);
  if (misnumbered !== undefined)
    throw new Error(`${misnumbered.name}: numbers must run from 0001 without gaps`);
  return migrations;
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name), "utf8");
  return {
    number: Number(FILE.exec(name)![1]),
    name,
    sql,
    checksum: createHash("sha256").update(sql).digest("hex"),
    oldestCode: Number(/^-- oldest code: (\d+)$/m.exec(sql)?.[1] ?? 0),
  };
}
