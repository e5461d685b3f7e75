// Served files: an exact table. What climbs, what is linked and what is hidden is not in it.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connect, equal, listen, ok, raw, refused, request, scratch, test, with_server } from "./harness.mjs";

const web = join(scratch, "web"), scenarios = join(scratch, "scenarios");
const script = "export const answer = 42;\n".repeat(200);
mkdirSync(join(web, "assets"), { recursive: true });
mkdirSync(scenarios);
writeFileSync(join(scratch, "secret"), "secret");
writeFileSync(join(web, "index.html"), "<!doctype html><title>stage</title>");
writeFileSync(join(web, "embed.html"), "<!doctype html><title>embed</title>");
writeFileSync(join(web, "pagewalk.js"), "export {};");
writeFileSync(join(web, "core.wasm"), Buffer.from("\0asm\x01\0\0\0", "latin1"));
writeFileSync(join(web, "app.mjs"), "export {};");
writeFileSync(join(web, ".hidden"), "secret");
writeFileSync(join(web, "assets", "index-AbCd1234.js"), script);
symlinkSync(join(scratch, "secret"), join(web, "link.txt"));
symlinkSync(scratch, join(web, "up"));
writeFileSync(join(scenarios, "01-start.json"), "{}");
writeFileSync(join(scenarios, "notes.txt"), "not a scenario");
const folders = ["--web", web, "--scenarios", scenarios];

test("files: types, and index.html at /", () => with_server(folders, async (server) => {
  const types = {
    "/": "text/html; charset=utf-8", "/index.html": "text/html; charset=utf-8",
    "/pagewalk.js": "text/javascript; charset=utf-8", "/app.mjs": "text/javascript; charset=utf-8",
    "/core.wasm": "application/wasm", "/scenarios/01-start.json": "application/json",
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await request(server, "GET", path);
    equal([answer.status, answer.headers["content-type"]], [200, type], path);
    equal(answer.headers["x-content-type-options"], "nosniff", path);
  }
}));

test("files: nothing outside the table", () => with_server(folders, async (server) => {
  for (const path of ["/../secret", "/..%2fsecret", "/%2e%2e/secret", "/assets/../../secret", "/link.txt", "/up/secret",
    "/.hidden", "/index.html%00.txt", "/%00", "//index.html", "/index.html/", "/assets", "/scenarios/notes.txt",
    "/scenarios/", "/etc/passwd", "/%2fetc%2fpasswd", "/INDEX.HTML", "/index.htm%6c", "/..\\secret", "/api", "/api/"]) {
    refused(await request(server, "GET", path), 404);
  }
  refused(await raw(server, `GET http://x/../secret HTTP/1.1\r\nHost: ${server.host_port}\r\nConnection: close\r\n\r\n`), 404);
  refused(await request(server, "GET", `/${"a".repeat(3000)}`), 414);
}));

test("files: security headers; only embed.html may be framed", () => with_server(folders, async (server) => {
  const page = (await request(server, "GET", "/")).headers;
  const embed = (await request(server, "GET", "/embed.html")).headers;
  ok(page["content-security-policy"].endsWith("frame-ancestors 'self'"), "the page frames itself only");
  ok(embed["content-security-policy"].endsWith("frame-ancestors *"), "embed.html goes anywhere");
  for (const headers of [page, embed]) {
    ok(headers["content-security-policy"].startsWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"), "CSP");
    ok(!headers["content-security-policy"].includes("unsafe-inline"), "no inline code");
    equal(headers["cross-origin-resource-policy"], "cross-origin");
    equal(headers["cross-origin-embedder-policy"], "require-corp");
    equal(headers["referrer-policy"], "no-referrer");
    ok(headers["permissions-policy"].includes("camera=()"), "Permissions-Policy");
  }
}));

test("files: --frame-ancestors", () => with_server([...folders, "--frame-ancestors", "https://a.example"], async (server) => {
  const { headers } = await request(server, "GET", "/embed.html");
  ok(headers["content-security-policy"].endsWith("frame-ancestors https://a.example"), "CSP");
}));

test("files: gzip where it is taken, and the same bytes", () => with_server(folders, async (server) => {
  const socket = await connect(server), pieces = [];
  socket.on("data", (bytes) => pieces.push(bytes));
  const closed = listen(socket);
  socket.write(`GET /assets/index-AbCd1234.js HTTP/1.1\r\nHost: ${server.host_port}\r\nAccept-Encoding: br, gzip\r\n` +
    "Connection: close\r\n\r\n");
  const answer = await closed, all = Buffer.concat(pieces);
  socket.destroy();
  equal(answer.headers["content-encoding"], "gzip");
  equal(answer.headers.vary, "Accept-Encoding");
  equal(gunzipSync(all.subarray(all.indexOf("\r\n\r\n") + 4)).toString(), script, "unpacked");
  for (const accept of ["identity", "gzip;q=0", "gzip; q=0.000", "xgzip"]) {
    const plain = await request(server, "GET", "/assets/index-AbCd1234.js", { headers: { "Accept-Encoding": accept } });
    equal([plain.headers["content-encoding"], plain.body], [undefined, script], accept);
  }
  const some = await request(server, "HEAD", "/assets/index-AbCd1234.js", { headers: { "Accept-Encoding": "gzip;q=0.5" } });
  equal(some.headers["content-encoding"], "gzip", "a small quality is still a yes");
}));

test("files: a scenario of the folder stands before the page's copy of it", async () => {
  mkdirSync(join(web, "scenarios"), { recursive: true });
  writeFileSync(join(web, "scenarios", "01-start.json"), '"a copy"');
  writeFileSync(join(web, "scenarios", "02-more.json"), '"the page\'s own"');
  await with_server(folders, async (server) => {
    equal((await request(server, "GET", "/scenarios/01-start.json")).body, "{}");
    equal((await request(server, "GET", "/scenarios/02-more.json")).body, '"the page\'s own"');
  });
});

test("files: caching", () => with_server(folders, async (server) => {
  const page = await request(server, "GET", "/"), asset = await request(server, "GET", "/assets/index-AbCd1234.js");
  equal(page.headers["cache-control"], "no-cache");
  equal(asset.headers["cache-control"], "public, max-age=31536000, immutable");
  const again = await request(server, "GET", "/", { headers: { "If-None-Match": `W/"x", ${page.headers.etag}` } });
  equal([again.status, again.body, again.headers.etag], [304, "", page.headers.etag]);
  const changed = await request(server, "GET", "/", { headers: { "If-None-Match": '"other"' } });
  equal(changed.status, 200);
  const head = await request(server, "HEAD", "/");
  equal([head.status, head.body, head.headers["content-length"]], [200, "", "35"]);
}));

test("files: wrong methods say which are right", () => with_server(folders, async (server) => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"]) {
    const answer = await request(server, method, "/");
    refused(answer, 405);
    equal(answer.headers.allow, "GET, HEAD", method);
  }
}));
