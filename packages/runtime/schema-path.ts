import { z } from "zod";

type Node = z.core.$ZodType;

/** The schema below its defaults and optionals. */
function unwrapped(schema: Node): Node {
  let node = schema;
  while (node instanceof z.ZodDefault || node instanceof z.ZodPrefault || node instanceof z.ZodOptional) {
    node = node.unwrap();
  }
  return node;
}

/** What may stand at a path of keys; undefined when nothing may. */
export function schemaAt(root: Node, path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = unwrapped(root);
  for (const key of path) {
    if (node === undefined) return undefined;
    node = childOf(node, key);
  }
  return node;
}

function childOf(node: Node, key: PropertyKey): Node | undefined {
  if (node instanceof z.ZodObject) {
    const child: Node | undefined = node.shape[String(key)];
    return child && unwrapped(child);
  }
  if (node instanceof z.ZodUnion) {
    const options = node.options as Node[];
    return options.map((option) => childOf(unwrapped(option), key)).find((child) => child !== undefined);
  }
  if (node instanceof z.ZodRecord) return unwrapped(node.valueType);
  return node instanceof z.ZodArray ? unwrapped(node.element) : undefined;
}

/** The keys an object schema knows; none for anything else. */
export function keysOf(node: Node | undefined): string[] {
  return node instanceof z.ZodObject ? Object.keys(node.shape) : [];
}
