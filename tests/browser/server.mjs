// Serves a built page as a static host would, with the production policy as a header:
//
//   node tests/browser/server.mjs FOLDER [PORT] [PREFIX]
//
// The tests use it below a sub-folder, scripts/serve at the root.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { POLICY } from "../../scripts/policy.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Starts serving `folder` under `prefix`; port 0 takes a free one. */
export async function serve(folder, { port = 0, prefix = "/" } = {}) {
  const root = path.resolve(folder);
  const server = http.createServer((request, response) => {
    answer(root, prefix, request, response).catch(() => {
      response.writeHead(500);
      response.end();
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + prefix,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(root, prefix, request, response) {
  const asked = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  if (asked + "/" === prefix) return end(response, 301, { location: prefix });
  if (!["GET", "HEAD"].includes(request.method)) return end(response, 405);
  if (!asked.startsWith(prefix)) return end(response, 404);

  let file = path.join(root, asked.slice(prefix.length));
  if (file !== root && !file.startsWith(root + path.sep)) return end(response, 404);
  if (asked.endsWith("/")) file = path.join(file, "index.html");
  const type = TYPES[path.extname(file)] ?? "application/octet-stream";

  const headers = {
    "content-type": type,
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    // A name with a hash in it never means another content.
    "cache-control": /-[0-9a-f]{16}(_bg)?\.\w+$/.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
  };
  const accepted = request.headers["accept-encoding"] ?? "";
  for (const [encoding, ending] of [["br", ".br"], ["gzip", ".gz"], [null, ""]]) {
    if (encoding && !accepted.includes(encoding)) continue;
    const found = await stat(file + ending).catch(() => null);
    if (!found?.isFile()) continue;
    if (encoding) headers["content-encoding"] = encoding;
    headers["content-length"] = found.size;
    response.writeHead(200, headers);
    if (request.method === "HEAD") return response.end();
    return createReadStream(file + ending).pipe(response);
  }
  end(response, 404);
}

function end(response, status, headers = {}) {
  response.writeHead(status, { "content-type": "text/plain", ...headers });
  response.end(http.STATUS_CODES[status]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = "8080", prefix = "/"] = process.argv.slice(2);
  if (!folder) {
    console.error("usage: node server.mjs FOLDER [PORT] [PREFIX]");
    process.exit(2);
  }
  try {
    const { url } = await serve(folder, { port: Number(port), prefix });
    console.log(`The playground is at ${url}   (Ctrl-C stops it)`);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    console.error(`Port ${port} is taken: give another one, as in scripts/serve 8081`);
    process.exit(1);
  }
}
