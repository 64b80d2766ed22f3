import type { IncomingMessage } from "node:http";

const UNMATCHED = "(unmatched)";

interface RoutedRequest {
  baseUrl?: string;
  route?: { path?: unknown };
  params?: Record<string, unknown>;
}

/**
 * The template of the route that took the request. `traced` is what the express instrumentation saw: it knows the
 * templates of mounted routers too. Without it, parameters in the mount path are put back by their values.
 */
export function routeTemplate(request: IncomingMessage, traced: string | undefined): string {
  const { route, baseUrl = "", params = {} } = request as RoutedRequest;
  if (route === undefined) return UNMATCHED;
  if (traced !== undefined && traced !== "") return traced;
  return mountTemplate(baseUrl, params) + pathText(route.path) || UNMATCHED;
}

function mountTemplate(baseUrl: string, params: Record<string, unknown>): string {
  const byValue = new Map(Object.entries(params).map(([name, value]) => [value, `:${name}`]));
  return baseUrl
    .split("/")
    .map((segment) => byValue.get(decoded(segment)) ?? segment)
    .join("/");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function pathText(path: unknown): string {
  const paths: unknown[] = [path].flat();
  return paths
    .map((each) => (each instanceof RegExp ? each.source : typeof each === "string" ? each : ""))
    .join("|");
}
