import { parseContract, type Contract } from "@mystocks/checks";
import type pg from "pg";

/** Daily bars of ten symbols of yesterday, without a unique index. */
export async function createBars(client: pg.Client): Promise<void> {
  await client.query(`CREATE TABLE bars (symbol text NOT NULL, trade_date date NOT NULL, open float8, high float8,
      low float8, close float8);
    INSERT INTO bars SELECT 's' || n, (now() AT TIME ZONE 'Asia/Shanghai')::date - 1, 10, 11, 9, 10
    FROM generate_series(1, 10) n`);
}

/** YAML of what `createBars` makes; `quality` are more checks, as list items indented by six. */
export function barsContractText(quality = "", id = "bars"): string {
  return `apiVersion: v3.1.0
kind: DataContract
id: ${id}
name: ${id}
version: 1.0.0
status: active
servers:
  - { server: test, type: postgresql, host: localhost, port: 5432, database: test, schema: public }
team: { name: market data }
customProperties:
  - property: mystocks
    value: { classification: DAILY_KLINE, calendar: none, timeZone: Asia/Shanghai, time: trade_date, symbol: symbol }
schema:
  - name: bars
    physicalType: table
    properties:
      - { name: symbol, logicalType: string, physicalType: text, primaryKey: true, primaryKeyPosition: 1 }
      - { name: trade_date, logicalType: date, physicalType: date, primaryKey: true, primaryKeyPosition: 2 }
      - { name: open, logicalType: number, physicalType: double precision }
      - { name: high, logicalType: number, physicalType: double precision }
      - { name: low, logicalType: number, physicalType: double precision }
      - { name: close, logicalType: number, physicalType: double precision }
    quality:
      - id: ohlc
        type: custom
        engine: mystocks
        implementation: ohlc${quality}
`;
}

export const barsContract = (quality = "", id = "bars"): Contract =>
  parseContract(barsContractText(quality, id), `${id}.odcs.yaml`);
