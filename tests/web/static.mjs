// A plain file server: web/dist at /, the host pages of the embedding tests at /host/. No header of its own beyond
// the type, so the page must bring everything it needs (the CSP stands in its meta element).
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ROOTS = { "/host/": at("host/"), "/": at("../../web/dist/") };
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

function fileFor(path) {
  const prefix = Object.keys(ROOTS).find((start) => path.startsWith(start));
  const file = join(ROOTS[prefix], normalize(path.slice(prefix.length)) || "index.html");
  const name = path.endsWith("/") ? join(file, path === "/" ? "" : "index.html") : file;
  return name.startsWith(ROOTS[prefix]) && existsSync(name) && statSync(name).isFile() ? name : null;
}

createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const file = fileFor(path === "/" ? "/index.html" : path);
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
  });
  createReadStream(file).pipe(response);
}).listen(Number(process.argv[2]), "127.0.0.1");
