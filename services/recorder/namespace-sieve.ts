import type { SpanSieve } from "@mystocks/otlp";
import { secondOf } from "./event-second.ts";
import { namespaceOf } from "./namespace.ts";
import { durationOf, isFailed } from "./placed-span.ts";
import type { SpanQuota } from "./span-quota.ts";

/** Leaves out what is over its name space's quota; of what failed, or took `slowNs()` or longer, a tenth more is taken. */
export function namespaceSieve(quota: SpanQuota, slowNs: () => bigint): SpanSieve {
  return {
    of(resource) {
      const namespace = namespaceOf(resource);
      if (!quota.isUsedUp(namespace)) return undefined;
      return (span) => {
        const isImportant = isFailed(span) || durationOf(span) >= slowNs();
        return quota.takes(namespace, secondOf(span.endNs), isImportant);
      };
    },
  };
}
