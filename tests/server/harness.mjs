// What the tests share: the binary, a server on a free port, and requests made of raw bytes.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [binaryPath, only] = process.argv.slice(2);
if (!binaryPath) {
  console.error("usage: tests/server/run PATH-OF-PAGEWALK [only]");
  process.exit(2);
}
export const binary = resolve(binaryPath);
export const scratch = mkdtempSync(join(tmpdir(), "pagewalk-test-"));
const tests = [];

export function test(name, body) {
  if (!only || name.includes(only)) tests.push({ name, body });
}

export function equal(got, wanted, what = "value") {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: got ${a}, wanted ${b}`);
}

export function ok(condition, what) {
  if (!condition) throw new Error(what);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// The command line, run to its end.
export function pagewalk(args, { input = "", env = {} } = {}) {
  const result = spawnSync(binary, args, {
    input, encoding: "utf8", maxBuffer: 1 << 28, env: { PATH: process.env.PATH, LC_ALL: "C", ...env },
  });
  return { code: result.status, signal: result.signal, out: result.stdout, err: result.stderr };
}

// A server of its own for a group of tests; close() answers how it ended.
export async function serve(...args) {
  const child = spawn(binary, ["serve", "--port", "0", "--lang", "en", ...args],
    { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => (said += bytes));
  const ended = new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
  const address = await new Promise((found, failed) => {
    child.stdout.on("data", (bytes) => {
      const match = /http:\/\/([0-9.]+):(\d+)/.exec((said += bytes));
      if (match) found({ host: match[1], port: Number(match[2]) });
    });
    ended.then(({ code }) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  async function close(signal = "SIGINT") {
    child.kill(signal);
    const late = sleep(8000).then(() => { child.kill("SIGKILL"); return { code: null, signal: "hung" }; });
    return Promise.race([ended, late]);
  }
  return { ...address, child, close, ended, host_port: `${address.host}:${address.port}` };
}

export async function with_server(args, body) {
  const server = await serve(...args);
  try {
    await body(server);
  } finally {
    const end = await server.close();
    if (end.code !== 0) throw new Error(`the server did not end cleanly: ${JSON.stringify(end)}`);
  }
}

export function connect(server) {
  return new Promise((done, failed) => {
    const socket = net.connect({ host: server.host, port: server.port, noDelay: true, allowHalfOpen: true });
    socket.once("connect", () => done(socket));
    socket.once("error", failed);
  });
}

function parse(bytes) {
  const text = bytes.toString("utf8"), at = text.indexOf("\r\n\r\n");
  const match = /^HTTP\/1\.[01] (\d{3})/.exec(text);
  if (!match || at < 0) return { status: 0, headers: {}, body: text, raw: text };
  const headers = {};
  for (const line of text.slice(0, at).split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(match[1]), headers, body: text.slice(at + 4), raw: text,
    bytes: bytes.subarray(bytes.indexOf("\r\n\r\n") + 4) };
}

// Collects what a socket says until it closes, until `enough` of it is there, or the time is over.
export function listen(socket, ms = 5000, enough = () => false) {
  return new Promise((done) => {
    const pieces = [];
    const finish = (how) => {
      clearTimeout(timer);
      done({ ...parse(Buffer.concat(pieces)), how });
    };
    const timer = setTimeout(() => finish("time"), ms);
    socket.on("data", (bytes) => {
      pieces.push(bytes);
      if (enough(Buffer.concat(pieces).toString("utf8"))) finish("enough");
    });
    socket.on("error", () => {});
    socket.on("close", () => finish("closed"));
    socket.on("end", () => finish("ended"));
  });
}

// Raw bytes in, one parsed answer out; the server is asked to close, or does so by itself.
export async function raw(server, bytes, ms = 5000) {
  const socket = await connect(server);
  const answer = listen(socket, ms, whole);
  socket.write(bytes);
  const result = await answer;
  socket.destroy();
  return result;
}

// Is the answer there to its last byte?
export function whole(text) {
  const at = text.indexOf("\r\n\r\n"), length = /content-length: (\d+)/i.exec(text);
  return at >= 0 && length !== null && Buffer.byteLength(text.slice(at + 4)) >= Number(length[1]);
}

// A well-formed request, with the headers of a browser on the server's own page.
export function request(server, method, path, { headers = {}, body } = {}) {
  const all = { Host: server.host_port, Connection: "close", ...headers };
  if (body !== undefined) {
    all["Content-Length"] ??= Buffer.byteLength(body);
    all["Content-Type"] ??= "application/json";
  }
  const lines = Object.entries(all).filter(([, value]) => value !== null);
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  return raw(server, `${head.join("\r\n")}\r\n\r\n${body ?? ""}`, 20000);
}

export async function json(server, method, path, body, headers = {}) {
  const answer = await request(server, method, path, { headers, body: body && JSON.stringify(body) });
  return { ...answer, json: JSON.parse(answer.body) };
}

// A refusal has its status and says why in both languages.
export function refused(answer, status) {
  equal(answer.status, status, `status (${answer.raw.slice(0, 200)})`);
  const { ok: fine, error } = JSON.parse(answer.body);
  equal(fine, false, "ok");
  ok(error.message.en.length > 0 && /[\u4e00-\u9fff]/.test(JSON.stringify(error.message.zh)), "both languages");
  return error;
}

export async function open_session(server) {
  const answer = await json(server, "POST", "/api/sessions", {});
  equal(answer.status, 201, "status of a new session");
  return answer.json.id;
}

export const call = (server, id, body) => json(server, "POST", `/api/sessions/${id}/call`, body);

export async function finish() {
  let failed = 0;
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      failed++;
      console.log(`FAILED ${name}: ${error.message}`);
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
