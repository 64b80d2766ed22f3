/** Keeps the names of a query string's parameters (`a=&b=`): the values may be secrets. */
export function withoutQueryValues(attribute: string, text: string): string {
  if (attribute === "url.query") return namesOnly(text);
  const start = text.indexOf("?");
  if (start === -1) return text;
  const end = text.indexOf("#", start);
  return `${text.slice(0, start)}?${namesOnly(text.slice(start + 1, end === -1 ? undefined : end))}`;
}

function namesOnly(query: string): string {
  return query
    .split("&")
    .map((pair) => (pair.includes("=") ? pair.slice(0, pair.indexOf("=") + 1) : pair))
    .join("&");
}
