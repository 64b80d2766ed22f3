import { readFile } from "node:fs/promises";
import { join } from "node:path";
import express, { type Express, type RequestHandler } from "express";

const NOT_BUILT = `<!doctype html><html lang="en"><title>MyStocks Monitor</title>
<h1>The dashboard is not built</h1>
<p>Run <code>npm start</code> once, or <code>pnpm --filter @mystocks/dashboard build</code>, then reload.
The API works: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>`;

/** The built dashboard: hashed files for ever, the page itself never from a cache, for every address of the app. */
export function serveDashboard(app: Express, folder: string): void {
  app.use(
    "/assets",
    express.static(join(folder, "assets"), { immutable: true, maxAge: "365d", index: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: "1h" }));
  app.get("/{*path}", page(folder));
}

function page(folder: string): RequestHandler {
  return async (request, response, next) => {
    const isPage =
      request.accepts(["html", "json"]) === "html" && !/^\/(api|assets|socket\.io)\//.test(request.path);
    if (!isPage) return next();
    response.setHeader("cache-control", "no-cache");
    const html = await readFile(join(folder, "index.html"), "utf8").catch(missing);
    response
      .status(html === undefined ? 503 : 200)
      .type("html")
      .send(html ?? NOT_BUILT);
  };
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
