export type SqlToken = {
  kind: "keyword" | "name" | "parameter" | "string" | "number" | "comment" | "space";
  text: string;
};

const KEYWORDS = new Set(
  `select from where and or not in is null as on using join left right inner outer full cross lateral group by order
   having limit offset fetch insert into values update set delete returning with recursive union all distinct case when
   then else end exists between like ilike asc desc nulls first last over partition window filter cast conflict do
   nothing copy begin commit rollback create table index drop alter add column primary key references default
   truncate vacuum analyze explain for share lock interval true false`.split(/\s+/),
);

const PATTERN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*'?)|(?<cast>::)|(?<parameter>\$\d+|\?|:(?!:)\w+)|(?<number>\d+(?:\.\d+)?)|(?<word>"(?:[^"]|"")*"?|[\p{L}_][\p{L}\p{N}_$]*)|(?<space>[\s\S])/gu;

/** Cuts a statement into coloured pieces; joined they are the statement again, whatever it holds. */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(PATTERN)) {
    const token = { kind: kindOf(match), text: match[0] };
    const last = tokens.at(-1);
    if (last !== undefined && last.kind === "space" && token.kind === "space") last.text += token.text;
    else tokens.push(token);
  }
  return tokens;
}

function kindOf(match: RegExpExecArray): SqlToken["kind"] {
  const { comment, string, parameter, number, word } = match.groups ?? {};
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  if (parameter !== undefined) return "parameter";
  if (number !== undefined) return "number";
  if (word !== undefined) return KEYWORDS.has(word.toLowerCase()) ? "keyword" : "name";
  return "space";
}
