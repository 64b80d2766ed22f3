import type { Command, Node, Operand, ParsedTemplate, Pipe } from "./nodes.ts";
import { TemplateError } from "./template-error.ts";
import { tokenize } from "./token.ts";
import type { Token, TokenKind } from "./token.ts";

/** Throws TemplateError `syntax`, for unknown functions and variables too: as Prometheus does when it loads a rule. */
export function parseTemplate(
  source: string,
  functions: { has(name: string): boolean },
  globals: readonly string[],
): ParsedTemplate {
  return new Parser(source, functions, globals).parse();
}

type Stop = "end" | "else" | "eof";

/** Actions and brackets within each other. */
const MOST_NESTED = 200;

class Parser {
  readonly #source: string;
  readonly #tokens: Token[];
  readonly #functions: { has(name: string): boolean };
  readonly #definitions = new Map<string, Node[]>();
  #variables: string[];
  #next = 0;
  #rangeDepth = 0;
  #depth = 0;

  constructor(source: string, functions: { has(name: string): boolean }, globals: readonly string[]) {
    this.#source = source;
    this.#tokens = tokenize(source);
    this.#functions = functions;
    this.#variables = ["$", ...globals];
  }

  parse(): ParsedTemplate {
    const { nodes, stop, at } = this.#list();
    if (stop !== "eof") throw new TemplateError("syntax", `unexpected {{${stop}}}`, at);
    for (const body of [nodes, ...this.#definitions.values()]) this.#checkCalls(body);
    return { source: this.#source, body: nodes, definitions: this.#definitions };
  }

  /** Nodes up to the action that ends the list; its keyword is consumed, not its `}}`. */
  #list(): { nodes: Node[]; stop: Stop; at: number } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "end") return { nodes, stop: "eof", at: token.at };
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.value, at: token.at });
        continue;
      }
      const word = this.#peek().kind === "word" ? this.#peek().value : "";
      if (word === "end" || word === "else") {
        this.#take();
        return { nodes, stop: word, at: token.at };
      }
      nodes.push(...this.#action(word, token.at));
    }
  }

  #action(word: string, at: number): Node[] {
    return this.#nested(at, () => this.#actionOf(word, at));
  }

  #nested<T>(at: number, read: () => T): T {
    if (++this.#depth > MOST_NESTED) throw new TemplateError("syntax", "nested too deeply", at);
    const result = read();
    this.#depth--;
    return result;
  }

  #actionOf(word: string, at: number): Node[] {
    if (word === "if" || word === "with" || word === "range") {
      this.#take();
      return [this.#control(word, at)];
    }
    if (word === "define") return this.#define(at);
    if (word === "block") return [this.#block(at)];
    if (word === "template") return [this.#template(at)];
    if (word === "break" || word === "continue") {
      this.#take();
      this.#expect("close", `{{${word}}}`);
      if (this.#rangeDepth === 0) throw new TemplateError("syntax", `{{${word}}} outside {{range}}`, at);
      return [word === "break" ? { kind: "break", at } : { kind: "continue", at }];
    }
    const pipe = this.#pipe("close", "an action");
    return [{ kind: "action", pipe, at, end: this.#endOfLast() }];
  }

  #control(kind: "if" | "with" | "range", at: number): Node {
    const scope = this.#variables.length;
    const pipe = this.#pipe("close", kind);
    const end = this.#endOfLast();
    const inside = this.#variables.length;
    if (kind === "range") this.#rangeDepth++;
    const body = this.#list();
    if (kind === "range") this.#rangeDepth--;
    if (body.stop === "eof") throw new TemplateError("syntax", `{{${kind}}} has no {{end}}`, at);
    this.#variables.length = inside;
    let otherwise: Node[] = [];
    if (body.stop === "else") otherwise = this.#else(kind, at);
    else this.#expect("close", "{{end}}");
    this.#variables.length = scope;
    return { kind, pipe, body: body.nodes, otherwise, at, end };
  }

  #else(kind: "if" | "with" | "range", at: number): Node[] {
    const next = this.#peek();
    const isChain = next.kind === "word" && next.value === kind && kind !== "range";
    if (isChain) {
      this.#take();
      return [this.#control(kind, next.at)];
    }
    this.#expect("close", "{{else}}");
    const list = this.#list();
    if (list.stop !== "end") throw new TemplateError("syntax", `{{${kind}}} has no {{end}}`, at);
    this.#expect("close", "{{end}}");
    return list.nodes;
  }

  #define(at: number): Node[] {
    this.#take();
    const name = this.#expect("string", "{{define}}").value;
    this.#expect("close", "{{define}}");
    this.#definition(name, at);
    return [];
  }

  #block(at: number): Node {
    this.#take();
    const name = this.#expect("string", "{{block}}").value;
    const pipe = this.#pipe("close", "block");
    const end = this.#endOfLast();
    this.#definition(name, at);
    return { kind: "template", name, pipe, at, end };
  }

  /** A definition sees only its own `$`, as in Go. */
  #definition(name: string, at: number): void {
    const outside = this.#variables;
    this.#variables = ["$"];
    const list = this.#list();
    this.#variables = outside;
    if (list.stop !== "end") throw new TemplateError("syntax", `definition of "${name}" has no {{end}}`, at);
    this.#expect("close", "{{end}}");
    this.#definitions.set(name, list.nodes);
  }

  #template(at: number): Node {
    this.#take();
    const name = this.#expect("string", "{{template}}").value;
    if (this.#peek().kind === "close") {
      this.#take();
      return { kind: "template", name, pipe: undefined, at, end: this.#endOfLast() };
    }
    const pipe = this.#pipe("close", "template");
    return { kind: "template", name, pipe, at, end: this.#endOfLast() };
  }

  #pipe(closing: "close" | "right", context: string): Pipe {
    const at = this.#peek().at;
    const { variables, isAssignment } = this.#targets(context);
    const commands: Command[] = [];
    for (;;) {
      commands.push(this.#command(closing, commands.length > 0));
      const token = this.#take();
      if (token.kind === "pipe") continue;
      if (token.kind !== closing)
        throw new TemplateError("syntax", `unexpected ${describe(token)} in ${context}`, token.at);
      break;
    }
    if (!isAssignment) this.#variables.push(...variables);
    return { variables, isAssignment, commands, at };
  }

  #targets(context: string): { variables: string[]; isAssignment: boolean } {
    const [first, second, third, fourth] = this.#tokens.slice(this.#next, this.#next + 4);
    if (first?.kind !== "variable" || second === undefined) return { variables: [], isAssignment: false };
    if (second.kind === "declare" || second.kind === "assign") {
      this.#next += 2;
      const isAssignment = second.kind === "assign";
      if (isAssignment) this.#checkVariable(first);
      return { variables: [first.value], isAssignment };
    }
    if (
      context === "range" &&
      second.kind === "comma" &&
      third?.kind === "variable" &&
      fourth !== undefined
    ) {
      this.#next += 4;
      return { variables: [first.value, third.value], isAssignment: fourth.kind === "assign" };
    }
    return { variables: [], isAssignment: false };
  }

  #command(closing: TokenKind, isAfterPipe: boolean): Command {
    const operands: Operand[] = [];
    const at = this.#peek().at;
    for (let token = this.#peek(); token.kind !== "pipe" && token.kind !== closing; token = this.#peek()) {
      if (operands.length > 0 && !token.afterSpace && token.kind !== "left")
        throw new TemplateError(
          "syntax",
          `unexpected ${describe(token)}: a space is missing before it`,
          token.at,
        );
      operands.push(this.#operand());
    }
    const [first] = operands;
    if (first === undefined) throw new TemplateError("syntax", "missing value in an action", at);
    const isConstant = ["bool", "number", "string", "nil", "dot"].includes(first.kind);
    if (isAfterPipe && isConstant)
      throw new TemplateError("syntax", "what stands behind | must be a function", first.at);
    return { operands, at };
  }

  #operand(): Operand {
    const token = this.#take();
    const { at, value, kind } = token;
    if (kind === "dot") return { kind, at };
    if (kind === "field") return { kind, path: [value, ...this.#path()], at };
    if (kind === "number" || kind === "char") return { kind: "number", text: value, at };
    if (kind === "string") return { kind, value, at };
    if (kind === "word") return this.#word(token);
    if (kind === "variable") {
      this.#checkVariable(token);
      return { kind, name: value, path: this.#path(), at };
    }
    if (kind !== "left") throw new TemplateError("syntax", `unexpected ${describe(token)}`, at);
    const pipe = this.#nested(at, () => this.#pipe("right", "parentheses"));
    return { kind: "pipe", pipe, path: this.#path(), at };
  }

  #word({ value, at }: Token): Operand {
    if (value === "true" || value === "false") return { kind: "bool", value: value === "true", at };
    if (value === "nil") return { kind: "nil", at };
    if (!this.#functions.has(value)) throw new TemplateError("syntax", `function "${value}" not defined`, at);
    return { kind: "function", name: value, at };
  }

  #path(): string[] {
    const path: string[] = [];
    while (this.#peek().kind === "field" && !this.#peek().afterSpace) path.push(this.#take().value);
    return path;
  }

  #checkVariable({ value, at }: Token): void {
    if (!this.#variables.includes(value))
      throw new TemplateError("syntax", `undefined variable "${value}"`, at);
  }

  #checkCalls(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.kind === "template" && !this.#definitions.has(node.name))
        throw new TemplateError("syntax", `template "${node.name}" not defined`, node.at);
      if ("body" in node) this.#checkCalls([...node.body, ...node.otherwise]);
    }
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    return this.#tokens[Math.min(this.#next++, this.#tokens.length - 1)]!;
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#take();
    if (token.kind === kind) return token;
    throw new TemplateError("syntax", `unexpected ${describe(token)} in ${context}`, token.at);
  }

  /** Offset behind the `}}` that was taken last. */
  #endOfLast(): number {
    const close = this.#tokens[this.#next - 1]!;
    return this.#source.indexOf("}}", close.at) + 2;
  }
}

function describe(token: Token): string {
  if (token.kind === "end") return "end of the text";
  return token.kind === "close" ? "}}" : JSON.stringify(token.value);
}
