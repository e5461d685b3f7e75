// The three builds of the core behind one shape: {name, call(request) -> {json, bytes}, close()}.
// After the verb clone each asks the second session. A request is an object, or a Buffer of bytes that go as they are
// (without a newline: the native door reads lines).
import { execFileSync, spawn } from "node:child_process";
import http from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const BINARIES = at(process.env.PAGEWALK_BUILD ?? "build");
export const command = `${BINARIES}/bin/pagewalk`;

const bytesOf = (request) => (Buffer.isBuffer(request) ? request : Buffer.from(JSON.stringify(request)));

function ended(child, name) {
  return new Promise((_, failed) => child.on("exit", (code, signal) => failed(new Error(`${name} ended: ${code ?? signal}`))));
}

// pagewalk-door: a head line "json BYTES" or "bytes BYTES", then that many bytes, for each line we send.
export async function native() {
  const child = spawn(`${BINARIES}/bin/pagewalk-door`, { stdio: ["pipe", "pipe", "inherit"] });
  const gone = ended(child, "pagewalk-door");
  gone.catch(() => {});
  let held = [], size = 0, waiting = null;

  function take() {
    if (!waiting) return;
    const all = held.length === 1 ? held[0] : Buffer.concat(held);
    held = [all];
    const newline = all.indexOf(10);
    if (newline < 0) return;
    const [kind, bytes] = all.toString("latin1", 0, newline).split(" ");
    const end = newline + 1 + Number(bytes);
    if (size < end) return;
    held = [all.subarray(end)];
    size -= end;
    const answer = waiting;
    waiting = null;
    answer({ json: kind === "json", bytes: all.subarray(newline + 1, end) });
  }
  child.stdout.on("data", (chunk) => {
    held.push(chunk);
    size += chunk.length;
    take();
  });
  return {
    name: "native",
    call: (request) => Promise.race([gone, new Promise((answer) => {
      waiting = answer;
      child.stdin.write(Buffer.concat([bytesOf(request), Buffer.from("\n")]));
    })]),
    close: async () => void child.kill(),
  };
}

// An engine that ends with its test, also with one that fails: a child that stays keeps the runner waiting.
export async function using(open, test) {
  const engine = await open();
  try {
    return await test(engine);
  } finally {
    await engine.close();
  }
}

// With the words of both languages, or of some: a page fetches one.
export async function wasm(languages = ["en", "zh"]) {
  const { default: open } = await import(`${BINARIES}/wasm/bin/pagewalk.mjs`);
  const [first, rest] = ["pagewalk.wasm", "pagewalk.rest.wasm"].map((file) => readFileSync(`${BINARIES}/wasm/bin/${file}`));
  const core = await open({ first, rest });
  const put = (bytes) => {
    const place = core.malloc(bytes.length);
    core.bytes(place, bytes.length).set(bytes);
    return place;
  };
  for (const lang of languages) {
    const words = execFileSync(command, ["words", lang]);
    if (core.pw_wasm_words(Number(lang === "zh"), put(words), words.length)) throw new Error(`pw_wasm_words: not the words of this build: ${lang}`);
  }
  let session = core.pw_wasm_open();
  if (!session) throw new Error("pw_wasm_open: no memory");
  return {
    name: "wasm",
    async call(request) {
      const text = bytesOf(request);
      const place = put(text);
      const kind = core.pw_wasm_call(session, place, text.length);
      core.free(place);
      const answer = { json: kind === 0, bytes: Buffer.from(core.bytes(core.pw_wasm_data(), core.pw_wasm_size())) };
      const clone = core.pw_wasm_take_clone(session);
      if (clone) {
        core.pw_wasm_close(session);
        session = clone;
      }
      return answer;
    },
    close: async () => core.pw_wasm_close(session),
  };
}

function post(agent, port, path, body) {
  return new Promise((done, failed) => {
    const request = http.request({ agent, host: "127.0.0.1", port, path, method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => done({ json: /^application\/json/.test(response.headers["content-type"]), bytes: Buffer.concat(chunks) }));
    });
    request.on("error", failed);
    request.end(body);
  });
}

export async function server() {
  const child = spawn(command, ["serve", "--port", "0", "--lang", "en", "--scenarios", at("scenarios")],
    { stdio: ["ignore", "pipe", "pipe"] });
  const gone = ended(child, "pagewalk serve");
  gone.catch(() => {});
  let said = "";
  const port = await Promise.race([gone, new Promise((found) => child.stdout.on("data", (bytes) => {
    const match = /http:\/\/[0-9.]+:(\d+)/.exec((said += bytes));
    if (match) found(Number(match[1]));
  }))]);
  child.stderr.resume();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let { id } = JSON.parse((await post(agent, port, "/api/sessions", "{}")).bytes);

  async function call(request) {
    const answer = await post(agent, port, `/api/sessions/${id}/call`, bytesOf(request));
    const [head, clone] = /^\{"id":"([0-9a-f]{32})",/.exec(answer.bytes.toString("latin1", 0, 60)) ?? [];
    if (!clone) return answer;
    id = clone;
    return { ...answer, bytes: Buffer.concat([Buffer.from("{"), answer.bytes.subarray(head.length)]) };
  }
  return {
    name: "http",
    call: (request) => Promise.race([gone, call(request)]),
    close: async () => {
      agent.destroy();
      child.kill();
    },
  };
}
