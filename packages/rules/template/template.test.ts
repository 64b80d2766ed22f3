import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileTemplate, render, renderAsPrometheus } from "./template.ts";
import type { TemplateContext } from "./functions.ts";
import { TemplateError } from "./template-error.ts";

const DATA = {
  labels: { instance: "db1.example.org:9100", job: "node", empty: "" },
  externalLabels: { region: "eu" },
  value: 7.25,
};
const CONTEXT: TemplateContext = {
  query: (expression) => {
    if (expression === "none") return [];
    return [
      { labels: { host: "b", __value__: "2" }, value: 2 },
      { labels: { host: "a", __value__: "1" }, value: 1.5 },
    ];
  },
  externalUrl: "https://monitor.example/prom",
  timeMs: 1_700_000_000_000,
};
const show = (text: string) => render(compileTemplate(text), DATA, CONTEXT);

test.each([
  ["plain text { } %", "plain text { } %"],
  ["{{ $labels.instance }} is at {{ $value }}", "db1.example.org:9100 is at 7.25"],
  [
    "{{ .Labels.job }} {{ .Value }} {{ $externalLabels.region }} {{ .ExternalURL }}",
    "node 7.25 eu https://monitor.example/prom",
  ],
  ["[{{ $labels.missing }}]", "[]"],
  ["a {{- 1 -}} b{{/* note */}} {{- /* other */ -}} c", "a1bc"],
  ['{{ if gt $value 5.0 }}big{{ else if eq $labels.job "node" }}node{{ else }}small{{ end }}', "big"],
  ["{{ if $labels.empty }}yes{{ else }}no{{ end }}", "no"],
  ['{{ if and (eq $labels.job "node") (not $labels.empty) (lt $value 8.0) }}ok{{ end }}', "ok"],
  ['{{ or $labels.empty "fallback" }} {{ and 1 0 2 }}', "fallback 0"],
  [
    "{{ range $name, $text := .Labels }}{{ $name }}={{ $text }};{{ end }}",
    "empty=;instance=db1.example.org:9100;job=node;",
  ],
  ['{{ range query "x" | sortByLabel "host" }}{{ .Labels.host }}:{{ . | value }} {{ end }}', "a:1.5 b:2 "],
  ['{{ range query "none" }}x{{ else }}nothing{{ end }}', "nothing"],
  ['{{ range $i, $s := query "x" }}{{ if $i }}, {{ end }}{{ $s.Labels.host }}{{ end }}', "b, a"],
  ['{{ range query "x" }}{{ break }}{{ end }}{{ range query "x" }}{{ continue }}no{{ end }}done', "done"],
  ['{{ with query "x" }}{{ . | first | label "host" }}{{ strvalue (first .) }}{{ end }}', "b2"],
  ["{{ with $labels.empty }}x{{ else }}empty{{ end }}", "empty"],
  ['{{ define "row" }}<{{ . }}>{{ end }}{{ template "row" $labels.job }}{{ template "row" 3 }}', "<node><3>"],
  ["{{ $total := 1.5 }}{{ if true }}{{ $total = 2.5 }}{{ end }}{{ $total }}", "2.5"],
  ["{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"],
  ['{{ args 1 "two" }} {{ with args $value }}{{ .arg0 }}{{ end }}', "map[arg0:1 arg1:two] 7.25"],
  [
    '{{ humanize 1234567.0 }} {{ humanize 0.00123 }} {{ humanize 0.0 }} {{ humanize "1500" }}',
    "1.235M 1.23m 0 1.5k",
  ],
  ["{{ humanize1024 1048576.0 }} {{ humanizePercentage 0.12345 }}", "1Mi 12.35%"],
  [
    "{{ humanizeDuration 3725.5 }} {{ humanizeDuration 0.0015 }} {{ humanizeDuration -93784.0 }} {{ humanizeDuration 5.4321 }}",
    "1h 2m 5s 1.5ms -1d 2h 3m 4s 5.432s",
  ],
  ["{{ humanizeTimestamp 1435065584.128 }}", "2015-06-23 13:19:44.128 +0000 UTC"],
  ['{{ parseDuration "1h30m" }} {{ now }}', "5400 1.7e+09"],
  [
    '{{ printf "%.2f|%5.1f|%-6s|%06.2f|%d|%q|%v|%t|%%|%x" $value $value $labels.job $value 42 $labels.job $labels.job true 255 }}',
    '7.25|  7.2|node  |007.25|42|"node"|node|true|%|ff',
  ],
  ['{{ printf "%d %s %s" $value $value }}', "%!d(float64=7.25) %!s(float64=7.25) %!s(MISSING)"],
  ['{{ printf "x" 1 }} {{ print 1 2 "a" 3 }} {{ println "a" 1 }}', "x%!(EXTRA int=1) 1 2a3 a 1\n"],
  ['{{ title "one two-three" }} {{ toUpper "ab" }} {{ "AB" | toLower }}', "One Two-Three AB ab"],
  [
    '{{ match "^db\\\\d" $labels.instance }} {{ reReplaceAll "(.*):(.*)" "${2}@$1" $labels.instance }}',
    "true 9100@db1.example.org",
  ],
  ['{{ reReplaceAll "a*" "-" "baaac" }} {{ reReplaceAll "(?P<x>b)|c" "<$x>" "abc" }}', "-b-c- a<b><>"],
  [`{{ match "^(a+)+$" "${"a".repeat(3000)}!" }}`, "false"],
  [
    '{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }} {{ stripDomain "10.0.0.1:80" }} {{ stripPort "[::1]:80" }}',
    "db1.example.org db1:9100 10.0.0.1:80 ::1",
  ],
  [
    '{{ graphLink "up == 0" }} {{ tableLink "a+b" }} {{ pathPrefix }}',
    "/graph?g0.expr=up+%3D%3D+0&g0.tab=0 /graph?g0.expr=a%2Bb&g0.tab=1 /prom",
  ],
  ['{{ len $labels }} {{ len "日" }} {{ index $labels "job" }} {{ slice "abcdef" 1 3 }}', "3 3 node bc"],
  ['{{ eq $labels.job "a" "node" }} {{ ne 1 2 }} {{ le 2 2 }} {{ ge "b" "a" }}', "true true true true"],
  ['{{ html "<a b=\'c\'>" }} {{ urlquery "a b" }} {{ safeHtml "<b>" }}', "&lt;a b=&#39;c&#39;&gt; a+b <b>"],
  [
    '{{ \'a\' }} {{ 0x10 }} {{ 1e3 }} {{ -5 }} {{ `raw "text"` }} {{ "tab\\there" }}',
    '97 16 1000 -5 raw "text" tab\there',
  ],
  ['{{ (index (query "x") 1).Labels.host }} {{ (query "x" | first).Value }}', "a 2"],
])("%s gives %s", (text, expected) => {
  expect(show(text)).toEqual({ text: expected, faults: [] });
});

test.each([
  ["{{ nope 1 }}", 'function "nope" not defined', 3],
  ["a {{ $x }}", 'undefined variable "$x"', 5],
  ["{{ if true }}", "{{if}} has no {{end}}", 0],
  ["x {{ end }}", "unexpected {{end}}", 2],
  ["{{ $labels.x", "an action has no }}", 0],
  ["{{ 1 | 2 }}", "what stands behind | must be a function", 7],
  ['{{ template "none" }}', 'template "none" not defined', 0],
  ["{{/* no end }}", "a comment ends with */}} or with */ -}}", 2],
  ['{{ "open }}', 'unexpected "\\""', 3],
  ["{{ }}", "missing value in an action", 3],
  ["{{ if true }}{{ $inner := 1 }}{{ end }}{{ $inner }}", 'undefined variable "$inner"', 42],
  ["{{ break }}", "{{break}} outside {{range}}", 0],
  ['{{ printf"x" }}', 'unexpected "x": a space is missing before it', 9],
])("%s can't be loaded, and the place is told", (text, message, at) => {
  let error: unknown;
  try {
    compileTemplate(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(TemplateError);
  expect(error).toMatchObject({ fault: "syntax", message: expect.stringContaining(message), at });
});

test.each([
  ["{{ gt $value 5 }}", "incompatible types for comparison: compare the value with 5.0, not with 5", "type"],
  ["{{ $labels.job.name }}", "can't evaluate field name in type string", "type"],
  ["{{ .labels.job }}", "can't evaluate field labels", "type"],
  [
    '{{ reReplaceAll "a" "b" $value }}',
    "wrong type for value of reReplaceAll; expected string; got float64",
    "type",
  ],
  ["{{ humanize }}", "wrong number of args for humanize: want 1 got 0", "type"],
  ['{{ query "none" | first | value }}', "first() called on vector with no elements", "data"],
  ["{{ humanize $labels.job }}", 'parsing "node": invalid syntax', "data"],
  ['{{ match "(" "a" }}', "error parsing regexp: (", "data"],
  ['{{ index (query "none") 0 }}', "index out of range: 0", "data"],
  ["{{ range 5.5 }}{{ end }}", "range can't iterate over 5.5", "type"],
])("%s fails alone: its own text stands in its place", (action, message, fault) => {
  const { text, faults } = show(`${action} and {{ $labels.job }}`);
  expect(text).toBe(`${action.includes("range 5") ? "{{ range 5.5 }}" : action} and node`);
  expect(faults).toMatchObject([{ fault, message: expect.stringContaining(message) }]);
  const whole = renderAsPrometheus(compileTemplate(action), DATA, CONTEXT).text;
  expect(whole).toMatch(/^<error expanding template: .+>$/s);
});

test("loops in loops and definitions that call themselves end", () => {
  const loop = "{{ range 10000 }}{{ range 10000 }}{{ . }}{{ end }}{{ end }}";
  expect(show(loop).faults[0]).toMatchObject({ fault: "data", message: expect.stringContaining("steps") });
  const recursion = '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" 1 }}';
  expect(show(recursion).faults[0]).toMatchObject({ message: expect.stringContaining("without end") });
});

test("whatever stands in a template, it is refused with a place or rendered", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{{ ",
    " }}",
    "-",
    "if",
    "else",
    "end",
    "range",
    "with",
    "define",
    "template",
    "$labels",
    ".x",
    "|",
    "(",
    ")",
    " ",
    "printf",
    '"%s"',
    '"a"',
    "1",
    "2.5",
    ":=",
    ",",
    "$x",
    "eq",
    "query",
    "first",
    "/*",
    "*/",
    "text",
    "\n",
    "nil",
    "`",
    "'",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = pieces.join("");
      try {
        const { text: shown } = render(compileTemplate(text), DATA, CONTEXT);
        expect(typeof shown).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
        const { at } = error as TemplateError;
        expect(at >= 0 && at <= text.length).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});
