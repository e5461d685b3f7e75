// Server-Sent Events: each step once, in order, resumed where it stopped, alive while nothing happens.
import { call, connect, equal, json, listen, ok, open_session, refused, request, sleep, test, with_server } from "./harness.mjs";
import { scenario_text } from "./scenario.mjs";

// Follows a stream until `enough` of its text is there; answers its events.
async function follow(server, path, enough, headers = {}, ms = 8000) {
  const socket = await connect(server), more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const answer = listen(socket, ms, enough);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${server.host_port}\r\n${more}\r\n`);
  const { status, bytes, headers: got, how } = await answer;
  socket.destroy();
  return { status, headers: got, how, events: parse(unchunk(bytes ?? Buffer.alloc(0))) };
}

// A chunk may end inside a character, so this works on bytes.
function unchunk(bytes) {
  const out = [];
  for (;;) {
    const line = bytes.indexOf("\r\n"), size = parseInt(bytes.subarray(0, line).toString(), 16);
    if (line < 0 || !size) return Buffer.concat(out).toString("utf8");
    out.push(bytes.subarray(line + 2, line + 2 + size));
    bytes = bytes.subarray(line + 4 + size);
  }
}

function parse(text) {
  return text.split("\n\n").filter((block) => block.includes("event: ")).map((block) => {
    const field = (name) => new RegExp(`^${name}(?:: (.*))?$`, "m").exec(block);
    return { event: field("event")[1], id: field("id") ? field("id")[1] ?? "" : null, data: JSON.parse(field("data")[1]) };
  });
}

async function story(server) {
  const id = await open_session(server);
  const load = await call(server, id, { verb: "load", scenario: scenario_text });
  equal(load.status, 200, load.body.slice(0, 200));
  return { id, path: `/api/sessions/${id}/steps`, steps: load.json.steps };
}

test("events: every step of the finest grain, once and in order", () => with_server([], async (server) => {
  const { id, path, steps } = await story(server), to = Math.min(steps, 1000);
  const { status, headers, events } = await follow(server, `${path}?from=1&to=${to}&grain=2`, (text) => text.includes("event: end"));
  equal([status, headers["content-type"], headers["cache-control"]], [200, "text/event-stream", "no-store"]);
  const records = events.filter(({ event }) => event === "step");
  records.forEach(({ id: n, data }) => equal(Number(n), data.n + data.repeat - 1, "id is the last step's number"));
  const asked = [];
  for (let from = 1; from <= to; from += 500)
    asked.push(...(await call(server, id, { verb: "steps", from, count: Math.min(500, to - from + 1), grain: 2 })).json.list);
  equal(records.map(({ data }) => data), asked, "the same records as the verb steps gives");
  ok(records.length > 1, "some steps");
}));

test("events: resumed by Last-Event-ID", () => with_server([], async (server) => {
  const { path } = await story(server);
  const whole = await follow(server, `${path}?from=1&to=90&grain=2`, (text) => text.includes("event: end"));
  const last = whole.events.filter(({ event }) => event === "step")[3].id;
  const rest = await follow(server, `${path}?from=1&to=90&grain=2`, (text) => text.includes("event: end"), { "Last-Event-ID": last });
  equal(rest.events, whole.events.slice(4), "what came after");
  refused(await request(server, "GET", path, { headers: { "Last-Event-ID": "x" } }), 400);
}));

test("events: wrong queries", () => with_server([], async (server) => {
  const { path, steps } = await story(server);
  for (const query of ["from=x", "from=-1", "grain=3", "to=x", "grain="]) refused(await request(server, "GET", `${path}?${query}`), 400);
  refused(await request(server, "GET", `${path}?from=${steps + 2}`), 416);
}));

test("events: a stream at the end waits; another story resets it; closing the session ends it", () => with_server([], async (server) => {
  const { id, path, steps } = await story(server);
  const reset = follow(server, `${path}?from=${steps + 1}`, (text) => text.includes("event: reset"));
  await sleep(300);
  equal((await json(server, "GET", `/api/sessions/${id}`)).json.streams, 1, "streams");
  await call(server, id, { verb: "load", scenario: scenario_text });
  equal((await reset).events, [{ event: "reset", id: "", data: {} }]);
  const gone = follow(server, `${path}?from=${steps + 1}`, (text) => text.includes("event: gone"));
  await sleep(300);
  await request(server, "DELETE", `/api/sessions/${id}`);
  equal((await gone).events.map(({ event }) => event), ["gone"]);
}));

test("events: readers that went away are forgotten; too many are refused", () => with_server([], async (server) => {
  const { id, path, steps } = await story(server), sockets = [];
  for (let i = 0; i < 64; i++) {
    const socket = await connect(server);
    socket.on("error", () => {});
    socket.resume();
    socket.write(`GET ${path}?from=${steps + 1} HTTP/1.1\r\nHost: ${server.host_port}\r\n\r\n`);
    sockets.push(socket);
  }
  for (let i = 0; i < 50 && (await json(server, "GET", `/api/sessions/${id}`)).json.streams < 64; i++) await sleep(50);
  refused(await request(server, "GET", `${path}?from=1`), 429);
  sockets.forEach((socket) => socket.destroy());
  await call(server, id, { verb: "load", scenario: scenario_text });
  for (let i = 0; i < 50 && (await json(server, "GET", `/api/sessions/${id}`)).json.streams; i++) await sleep(50);
  equal((await json(server, "GET", `/api/sessions/${id}`)).json.streams, 0, "streams left");
}));
