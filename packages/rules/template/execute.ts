import { FunctionFault } from "./function-fault.ts";
import { FUNCTIONS } from "./functions.ts";
import type { ParameterKind, TemplateContext } from "./functions.ts";
import type { Command, Node, Operand, ParsedTemplate, Pipe } from "./nodes.ts";
import { TemplateError } from "./template-error.ts";
import { GoMap, Int, isTrue, Struct, toText, typeName } from "./value.ts";
import type { Value } from "./value.ts";

/** Functions that stop at the argument that decides. */
const SHORT_CIRCUIT = new Set(["and", "or"]);
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([...FUNCTIONS.keys(), ...SHORT_CIRCUIT]);

const MAX_DEPTH = 100;
/** Loops in loops end here. */
const MAX_STEPS = 100_000;

export interface Scope {
  dot: Value;
  /** Innermost last. */
  variables: { name: string; value: Value }[];
}

/** Called when an action can't be rendered: text in its place, or it throws. */
export type OnFault = (error: TemplateError, node: { at: number; end: number }) => string;

/** Throws what `onFault` throws; loops and recursion are bounded by length and depth. */
export function execute(
  template: ParsedTemplate,
  scope: Scope,
  context: TemplateContext,
  onFault: OnFault,
): string {
  return new Execution(template, context, onFault).run(template.body, scope);
}

type Flow = "on" | "break" | "continue";

class Execution {
  readonly #template: ParsedTemplate;
  readonly #context: TemplateContext;
  readonly #onFault: OnFault;
  #text = "";
  #depth = 0;
  #steps = 0;

  constructor(template: ParsedTemplate, context: TemplateContext, onFault: OnFault) {
    this.#template = template;
    this.#context = context;
    this.#onFault = onFault;
  }

  run(nodes: readonly Node[], scope: Scope): string {
    this.#nodes(nodes, scope);
    return this.#text;
  }

  #nodes(nodes: readonly Node[], scope: Scope): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, scope);
      if (flow !== "on") return flow;
    }
    return "on";
  }

  #node(node: Node, scope: Scope): Flow {
    if (node.kind === "text") this.#text += node.text;
    else if (node.kind === "break" || node.kind === "continue") return node.kind;
    else {
      const before = this.#text;
      const depth = this.#depth;
      try {
        if (++this.#steps > MAX_STEPS)
          throw new TemplateError("data", `more than ${MAX_STEPS} steps to render it`, node.at);
        return this.#action(node, scope);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        this.#depth = depth;
        this.#text = before + this.#onFault(error, node);
      }
    }
    return "on";
  }

  #action(node: Exclude<Node, { kind: "text" | "break" | "continue" }>, scope: Scope): Flow {
    if (node.kind === "range") return this.#range(node, scope);
    if (node.kind === "template") this.#call(node, scope);
    if (node.kind === "action") {
      const value = this.#pipe(node.pipe, scope);
      if (node.pipe.variables.length === 0) this.#text += toText(value);
    }
    if (node.kind !== "if" && node.kind !== "with") return "on";
    const inner = { dot: scope.dot, variables: [...scope.variables] };
    const value = this.#pipe(node.pipe, inner);
    if (!isTrue(value)) return this.#nodes(node.otherwise, inner);
    return this.#nodes(node.body, node.kind === "with" ? { ...inner, dot: value } : inner);
  }

  #range(node: Extract<Node, { pipe: Pipe; body: Node[] }>, scope: Scope): Flow {
    const inner = { dot: scope.dot, variables: [...scope.variables] };
    const items = entriesOf(this.#evaluate(node.pipe, inner), node.at);
    if (items.length === 0) return this.#nodes(node.otherwise, inner);
    const { variables, isAssignment } = node.pipe;
    for (const [key, value] of items) {
      const each = { dot: value, variables: [...inner.variables] };
      const bound: [string, Value][] =
        variables.length === 2
          ? [
              [variables[0]!, key],
              [variables[1]!, value],
            ]
          : variables.map((name) => [name, value]);
      for (const [name, item] of bound) this.#bind(name, item, isAssignment, isAssignment ? inner : each);
      if (this.#nodes(node.body, each) === "break") break;
    }
    return "on";
  }

  #call(node: Extract<Node, { kind: "template" }>, scope: Scope): void {
    if (++this.#depth > MAX_DEPTH)
      throw new TemplateError("type", `template "${node.name}" calls itself without end`, node.at);
    const dot = node.pipe === undefined ? null : this.#pipe(node.pipe, scope);
    this.#nodes(this.#template.definitions.get(node.name)!, { dot, variables: [{ name: "$", value: dot }] });
    this.#depth--;
  }

  #pipe(pipe: Pipe, scope: Scope): Value {
    const value = this.#evaluate(pipe, scope);
    for (const name of pipe.variables) this.#bind(name, value, pipe.isAssignment, scope);
    return value;
  }

  #bind(name: string, value: Value, isAssignment: boolean, scope: Scope): void {
    const existing = isAssignment
      ? scope.variables.findLast((variable) => variable.name === name)
      : undefined;
    if (existing === undefined) scope.variables.push({ name, value });
    else existing.value = value;
  }

  #evaluate(pipe: Pipe, scope: Scope): Value {
    let piped: Value | undefined;
    for (const command of pipe.commands) piped = this.#command(command, scope, piped);
    return piped!;
  }

  #command({ operands, at }: Command, scope: Scope, piped: Value | undefined): Value {
    const [first, ...others] = operands as [Operand, ...Operand[]];
    if (first.kind === "function") return this.#function(first.name, others, scope, piped, at);
    if (others.length > 0 || piped !== undefined)
      throw new TemplateError("type", "can't give argument to what is not a function", at);
    if (first.kind === "nil") throw new TemplateError("type", "nil is not a command", at);
    return this.#operand(first, scope);
  }

  #function(
    name: string,
    operands: readonly Operand[],
    scope: Scope,
    piped: Value | undefined,
    at: number,
  ): Value {
    if (SHORT_CIRCUIT.has(name)) return this.#shortCircuit(name, operands, scope, piped, at);
    const known = FUNCTIONS.get(name)!;
    const values = operands.map((operand) => this.#operand(operand, scope));
    if (piped !== undefined) values.push(piped);
    const least = known.parameters.length;
    if (values.length < least || (known.rest === undefined && values.length > least))
      throw new TemplateError(
        "type",
        `wrong number of args for ${name}: want ${known.rest === undefined ? "" : "at least "}${least} got ${values.length}`,
        at,
      );
    values.forEach((value, index) => check(value, known.parameters[index] ?? known.rest!, name, at));
    try {
      return known.run(values, this.#context);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      const fault = error instanceof FunctionFault ? error.fault : "data";
      throw new TemplateError(
        fault,
        `error calling ${name}: ${error instanceof Error ? error.message : String(error)}`,
        at,
      );
    }
  }

  #shortCircuit(
    name: string,
    operands: readonly Operand[],
    scope: Scope,
    piped: Value | undefined,
    at: number,
  ): Value {
    const stopsAt = name === "or";
    let value: Value | undefined;
    for (const operand of operands) {
      value = this.#operand(operand, scope);
      if (isTrue(value) === stopsAt) return value;
    }
    value = piped ?? value;
    if (value === undefined)
      throw new TemplateError("type", `wrong number of args for ${name}: want at least 1 got 0`, at);
    return value;
  }

  #operand(operand: Operand, scope: Scope): Value {
    const { kind, at } = operand;
    if (kind === "dot") return scope.dot;
    if (kind === "nil") return null;
    if (kind === "number") return parseNumber(operand.text, at);
    if (kind === "field") return follow(scope.dot, operand.path, at);
    if (kind === "function") return this.#function(operand.name, [], scope, undefined, at);
    if (kind === "pipe") return follow(this.#pipe(operand.pipe, scope), operand.path, at);
    if (kind === "bool" || kind === "string") return operand.value;
    const variable = scope.variables.findLast(({ name }) => name === operand.name);
    return follow(variable?.value ?? null, operand.path, at);
  }
}

function follow(start: Value, path: readonly string[], at: number): Value {
  return path.reduce<Value>((value, name) => {
    if (value instanceof GoMap) return value.entries.get(name) ?? value.zero;
    if (value instanceof Struct && name in value.fields) return value.fields[name]!;
    if (value === null) throw new TemplateError("data", `nil data; no entry for key "${name}"`, at);
    const has = value instanceof Struct ? `: it has ${Object.keys(value.fields).join(", ")}` : "";
    throw new TemplateError("type", `can't evaluate field ${name} in type ${typeName(value)}${has}`, at);
  }, start);
}

function entriesOf(value: Value, at: number): [Value, Value][] {
  if (value === null) return [];
  if (value instanceof GoMap) return [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  if (Array.isArray(value)) return value.map((item: Value, index) => [new Int(index), item]);
  if (value instanceof Int && value.value <= 10_000)
    return Array.from({ length: value.value }, (_, index) => [new Int(index), new Int(index)]);
  throw new TemplateError("type", `range can't iterate over ${toText(value)}`, at);
}

function check(value: Value, kind: ParameterKind, name: string, at: number): void {
  const isRight =
    kind === "any" ||
    (kind === "string" && typeof value === "string") ||
    (kind === "int" && value instanceof Int) ||
    (kind === "samples" && Array.isArray(value)) ||
    (kind === "sample" && value instanceof Struct);
  if (isRight) return;
  const expected = {
    string: "string",
    int: "int",
    samples: "the result of query",
    sample: "a sample of query",
    any: "",
  };
  throw new TemplateError(
    value === null ? "data" : "type",
    `wrong type for value of ${name}; expected ${expected[kind]}; got ${typeName(value)}`,
    at,
  );
}

/** A constant without point and exponent is an int, as in Go. */
function parseNumber(text: string, at: number): Value {
  const clean = text.replaceAll("_", "");
  const sign = clean.startsWith("-") ? -1 : 1;
  const magnitude = Number(clean.replace(/^[+-]/, ""));
  if (Number.isNaN(magnitude)) throw new TemplateError("syntax", `${text} is no number`, at);
  const isInt = /^[+-]?(\d+|0[xXbBoO][\da-fA-F]+)$/.test(clean);
  return isInt ? new Int(sign * magnitude) : sign * magnitude;
}
