import type { RequestHandler } from "express";
import type { MetricRegistry } from "./metrics.ts";

/** MyStocks' bounds, in seconds. */
export const HTTP_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10] as const;

export interface HttpMetrics {
  middleware: RequestHandler;
}

/**
 * Requests and their durations by method, route template and status, under MyStocks' names. A handler that may
 * fail below a mounted router notes the template in `response.locals.endpoint`.
 */
export function httpMetrics(registry: MetricRegistry, service: string): HttpMetrics {
  const requests = registry.counter("mystocks_http_requests_total", "HTTP requests answered.");
  const durations = registry.histogram(
    "mystocks_http_request_duration_seconds",
    "Time from the request line to the end of the answer.",
    HTTP_BOUNDS,
  );
  return {
    middleware(request, response, next) {
      const started = performance.now();
      response.once("close", () => {
        // A path that no route took is under the client's control and would make a series each.
        const route = request.route as { path?: unknown } | undefined;
        const matched = typeof route?.path === "string" ? request.baseUrl + route.path : "(none)";
        const endpoint = (response.locals as { endpoint?: string }).endpoint ?? matched;
        const method = KNOWN_METHODS.has(request.method) ? request.method : "OTHER";
        // Nginx' 499: the client hung up before the answer was whole.
        const status = String(response.writableFinished ? response.statusCode : 499);
        requests.add({ service, method, endpoint, status });
        durations.record({ service, method, endpoint }, (performance.now() - started) / 1000);
      });
      next();
    },
  };
}

const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
