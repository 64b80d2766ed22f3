import type { ResourceRecord } from "@mystocks/otlp";

/** Whose quota a resource counts against: Kubernetes' name space, else the service's; "" when neither is told. */
export function namespaceOf({ attributes }: ResourceRecord): string {
  return String(attributes["k8s.namespace.name"] ?? attributes["service.namespace"] ?? "");
}
