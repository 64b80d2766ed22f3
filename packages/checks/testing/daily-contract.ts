/** A contract for tests: `settings` and `quality` are YAML lines of their place, already indented from column 0. */
export function dailyContract({
  quality = "",
  properties = DEFAULT_PROPERTIES,
  settings = "calendar: XSHG\ntime: trade_date\nsymbol: symbol",
  sla = "",
  table = "daily_kline",
  schema = "public",
}: {
  quality?: string;
  properties?: string;
  settings?: string;
  sla?: string;
  table?: string;
  schema?: string;
} = {}): string {
  const block = (key: string, text: string, indent: number): string =>
    text === "" ? "" : `${" ".repeat(indent - 2)}${key}:\n${indented(text, indent)}\n`;
  return `apiVersion: v3.1.0
kind: DataContract
id: test
name: test
version: 1.0.0
status: active
servers:
  - server: sample
    type: postgresql
    host: localhost
    port: 5432
    database: mystocks
    schema: ${JSON.stringify(schema)}
team:
  name: market data
customProperties:
  - property: mystocks
    value:
${indented(settings, 6)}
${sla === "" ? "" : `slaProperties:\n${indented(sla, 2)}\n`}schema:
  - name: ${JSON.stringify(table)}
    properties:
${indented(properties, 6)}
${block("quality", quality, 6)}`;
}

const DEFAULT_PROPERTIES = `- name: symbol
  logicalType: string
  primaryKey: true
  primaryKeyPosition: 1
- name: trade_date
  logicalType: date
  primaryKey: true
  primaryKeyPosition: 2
- name: open
  logicalType: number
- name: high
  logicalType: number
- name: low
  logicalType: number
- name: close
  logicalType: number
- name: volume
  logicalType: integer
- name: amount
  logicalType: number`;

const indented = (text: string, by: number): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(by) + line))
    .join("\n");
