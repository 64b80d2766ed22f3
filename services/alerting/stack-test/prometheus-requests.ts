/** What is asked of both. */
export interface ApiRequest {
  name: string;
  path: string;
  /** A repeated parameter is a pair of its own. */
  parameters: readonly (readonly [name: string, value: string])[];
  method?: "POST";
  /** How what is wrong is worded is left to each; that it is wrong, and of which kind, is not. */
  isWordedFreely?: true;
}

/** Second of the newest sample; half a second beside it, no sample lies on the edge of a range. */
export function requestsAround(endSecond: number): ApiRequest[] {
  const at = endSecond - 0.5;
  const from = at - 120;
  return [...instant(at), ...range(from, at), ...refused(from, at), ...found(from, at), ...ruled()];
}

const asked = (
  name: string,
  path: string,
  parameters: Record<string, string | number> | readonly (readonly [string, string])[],
  more: Pick<ApiRequest, "method" | "isWordedFreely"> = {},
): ApiRequest => ({
  name,
  path,
  parameters: Array.isArray(parameters)
    ? parameters
    : Object.entries(parameters).map(([key, value]) => [key, String(value)] as const),
  ...more,
});

function instant(at: number): ApiRequest[] {
  const query = (text: string) => asked(text, "query", { query: text, time: at });
  const expressions = [
    "1 + 1",
    "1e25",
    "-1.5e-9",
    '"text"',
    "1 / 0",
    "-1 / 0",
    "0 / 0",
    "temperature",
    "temperature * NaN",
    "temperature / 0",
    "-0 * temperature",
    "temperature * 1e25",
    "temperature / 1e12",
    'temperature{room=~"a|b"}',
    'temperature{room!="a"}',
    "sum by (room) (temperature)",
    "sort_desc(temperature)",
    "topk(1, temperature)",
    'count_values("t", temperature > 20)',
    "rate(requests_total[1m])",
    "increase(requests_total[90s])",
    "temperature[10s]",
    "pace[5s]",
    "pace - pace offset 1s",
    "nothing_of_that_name",
    "absent(nothing_of_that_name)",
    "latency_seconds",
    "rate(latency_seconds[40s])",
    "histogram_sum(rate(latency_seconds[40s]))",
    "histogram_count(latency_seconds)",
    "latency_seconds_count",
    "max_over_time(temperature[2m:7s])",
    'label_replace(temperature, "floor", "$1", "room", "(.)")',
    "temperature > bool 20",
    "vector(time())",
    `temperature @ ${at - 30}`,
  ].map(query);
  return [
    ...expressions,
    asked("by form", "query", { query: "temperature", time: at }, { method: "POST" }),
    asked("RFC 3339", "query", { query: "temperature", time: new Date(at * 1000).toISOString() }),
    asked("another time zone", "query", {
      query: "temperature",
      time: new Date(at * 1000 + 8 * 3_600_000).toISOString().replace("Z", "+08:00"),
    }),
    asked("long before", "query", { query: "temperature", time: at - 86_400 }),
    asked("a time-out in words", "query", { query: "temperature", time: at, timeout: "10s" }),
  ];
}

function range(from: number, at: number): ApiRequest[] {
  const query = (text: string, step: string) =>
    asked(`${text} by ${step}`, "query_range", { query: text, start: from, end: at, step });
  // Histograms are kept by the second for a minute; their quantiles 2.42 interpolates otherwise than 3.
  const recent = (text: string) =>
    asked(`${text} of late`, "query_range", { query: text, start: at - 30, end: at, step: 5 });
  return [
    query("temperature", "5"),
    query("pace", "1"),
    query("pace", "1s"),
    query("temperature", "1m30s"),
    query("temperature", "0.5"),
    query("1 + 1", "30"),
    query("rate(requests_total[30s])", "10"),
    recent("latency_seconds"),
    recent("rate(latency_seconds[20s])"),
    recent("histogram_count(increase(latency_seconds[20s]))"),
    query("temperature or nothing", "40"),
    query('temperature{room="none"}', "40"),
    asked("one instant", "query_range", { query: "temperature", start: at, end: at, step: 1 }),
    asked("by form", "query_range", { query: "pace", start: from, end: at, step: 15 }, { method: "POST" }),
    asked("11,000 points", "query_range", { query: "vector(1)", start: at - 11_000, end: at, step: 1 }),
  ];
}

function refused(from: number, at: number): ApiRequest[] {
  const window = { query: "temperature", start: from, end: at, step: 5 };
  const wrong = (name: string, changed: Record<string, string | number>) =>
    asked(name, "query_range", { ...window, ...changed });
  const freely = { isWordedFreely: true } as const;
  return [
    asked("no query", "query", { time: at }, freely),
    asked("an expression that ends early", "query", { query: "sum(", time: at }, freely),
    asked("an expression of another type", "query", { query: "rate(temperature)", time: at }, freely),
    asked("an unknown function", "query", { query: "rat(temperature[1m])", time: at }, freely),
    asked("many to many", "query", { query: "temperature + on() temperature", time: at }, freely),
    asked("a time that is none", "query", { query: "1", time: "now" }),
    asked("a time without a zone", "query", { query: "1", time: "2026-11-24T10:00:00" }),
    asked("a date alone", "query", { query: "1", time: "2026-11-24" }),
    asked("a time-out that is none", "query", { query: "1", timeout: "soon" }, freely),
    wrong("no start", { start: "" }),
    wrong("a start that is none", { start: "yesterday" }),
    wrong("an end that is none", { end: "1h" }),
    wrong("an end before the start", { end: from - 1 }),
    wrong("no step", { step: "" }),
    wrong("a step of nothing", { step: "0" }),
    wrong("a step backwards", { step: "-5" }),
    wrong("a step in disorder", { step: "1s1m" }),
    wrong("over 11,000 points", { start: at - 11_001, step: 1 }),
    wrong("a range vector", { query: "temperature[1m]" }),
    asked("a range of text", "query_range", { ...window, query: '"text"' }, freely),
    asked("exemplars from a time that is none", "query_exemplars", { query: "pace", start: "then" }),
    asked("exemplars before they begin", "query_exemplars", { query: "pace", start: at, end: from }),
    asked("exemplars of no query", "query_exemplars", { start: from, end: at }, freely),
    asked("a time-out of no patience", "query", { query: "temperature", time: at, timeout: "0" }, freely),
  ];
}

function found(from: number, at: number): ApiRequest[] {
  const match = (...selectors: string[]) => selectors.map((text) => ["match[]", text] as const);
  const window = [
    ["start", String(from)],
    ["end", String(at)],
  ] as const;
  const freely = { isWordedFreely: true } as const;
  return [
    asked("series of one metric", "series", match("temperature")),
    asked("series of two", "series", match("temperature", 'requests_total{code="500"}')),
    asked("series found twice", "series", match("temperature", 'temperature{room="a"}')),
    asked("series in a window", "series", [...match("temperature"), ...window]),
    asked("series by form", "series", match("pace"), { method: "POST" }),
    asked("series of nothing", "series", match("nothing_of_that_name")),
    asked("series without a selector", "series", []),
    asked("series of anything", "series", match("{}"), freely),
    asked("series by what is no selector", "series", match("sum(temperature)"), freely),
    asked("series from a time that is none", "series", [...match("pace"), ["start", "then"]]),
    asked("labels of one metric", "labels", match("temperature")),
    asked("labels in a window", "labels", [...match("requests_total"), ...window]),
    asked("labels by form", "labels", match("requests_total"), { method: "POST" }),
    asked("labels of nothing", "labels", match("nothing_of_that_name")),
    asked("values of a label", "label/room/values", []),
    asked("values in a window", "label/code/values", window),
    asked("values of one metric's label", "label/code/values", match('requests_total{code=~"5.."}')),
    asked("values of a label that nobody has", "label/nobody/values", []),
    asked("values of a label that can't be", "label/a-b/values", []),
    asked("names of metrics", "label/__name__/values", match('{room!=""}')),
    asked("since ever, until for ever", "label/room/values", [
      ["start", "-292273086-05-16T16:47:06Z"],
      ["end", "292277025-08-18T07:12:54.999999999Z"],
    ]),
  ];
}

function ruled(): ApiRequest[] {
  return [
    asked("rules", "rules", {}),
    asked("rules that alert", "rules", { type: "alert" }),
    asked("rules that alert, loudly", "rules", { type: "ALERT" }),
    asked("rules that record", "rules", { type: "record" }),
    asked("rules of no kind", "rules", { type: "other" }),
    asked("alerts", "alerts", {}),
    asked("metadata by a number that is none", "metadata", { limit: "few" }),
  ];
}
