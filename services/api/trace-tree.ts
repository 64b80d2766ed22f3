/** What the shape of a trace is made of; Unix nanoseconds. */
export interface TreeSpan {
  spanId: string;
  parentSpanId: string | null;
  startNs: bigint;
  endNs: bigint;
}

export interface TreeNode<S extends TreeSpan> {
  span: S;
  depth: number;
  /** Time in which no child ran. */
  selfNs: bigint;
}

/**
 * The spans in waterfall order: parents before children, siblings by start. A span whose parent is not there is a
 * root of its own, and the trace is incomplete; so is one of spans that name each other as parents.
 */
export function traceTree<S extends TreeSpan>(
  spans: readonly S[],
): { nodes: TreeNode<S>[]; complete: boolean } {
  const sorted = spans.toSorted((a, b) => compare(a.startNs, b.startNs) || (a.spanId < b.spanId ? -1 : 1));
  const ids = new Set(sorted.map(({ spanId }) => spanId));
  const roots = sorted.filter(({ parentSpanId }) => parentSpanId === null || !ids.has(parentSpanId));
  const children = Map.groupBy(sorted, ({ parentSpanId }) => parentSpanId);
  const nodes: TreeNode<S>[] = [];
  const seen = new Set<S>();
  const visit = (root: S) => {
    const pending = [{ span: root, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next.span)) continue;
      seen.add(next.span);
      const { span, depth } = next;
      const below = children.get(span.spanId) ?? [];
      nodes.push({ span, depth, selfNs: selfTime(span, below) });
      pending.push(...below.toReversed().map((child) => ({ span: child, depth: depth + 1 })));
    }
  };
  roots.forEach(visit);
  sorted.forEach((span) => {
    if (!seen.has(span)) visit(span);
  });
  const isOrphan = ({ parentSpanId }: S) => parentSpanId !== null && !ids.has(parentSpanId);
  return { nodes, complete: roots.length > 0 && !roots.some(isOrphan) && reaches(nodes, roots, sorted) };
}

/** Whether the roots reach every span, that is, no cycle had to be entered. */
function reaches<S extends TreeSpan>(nodes: TreeNode<S>[], roots: readonly S[], all: readonly S[]): boolean {
  return nodes.length === all.length && nodes.filter(({ depth }) => depth === 0).length === roots.length;
}

/** The span's length without the union of its children's intervals; `children` sorted by start. */
function selfTime(span: TreeSpan, children: readonly TreeSpan[]): bigint {
  let covered = 0n;
  let reached = span.startNs;
  for (const child of children) {
    const start = child.startNs > reached ? child.startNs : reached;
    const end = child.endNs < span.endNs ? child.endNs : span.endNs;
    if (end <= start) continue;
    covered += end - start;
    reached = end;
  }
  return span.endNs - span.startNs - covered;
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
