// Bodies: wrong type, too large, cut short, never ending, and one byte every now and then.
import { connect, equal, listen, ok, open_session, raw, refused, request, sleep, test, with_server } from "./harness.mjs";

const MIB = 1 << 20;

function head(server, path, headers) {
  return `POST ${path} HTTP/1.1\r\nHost: ${server.host_port}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;
}

test("bodies: only application/json", () => with_server([], async (server) => {
  const id = await open_session(server);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", "application/json; charset=gbk",
    "application/json, text/plain", ""])
    refused(await request(server, "POST", `/api/sessions/${id}/call`, { headers: { "Content-Type": type }, body: "{}" }), 415);
  refused(await request(server, "POST", "/api/sessions"), 415);
  for (const type of ["application/json;charset=utf-8", "application/json; charset=UTF-8", "Application/JSON"])
    ok((await request(server, "POST", "/api/sessions", { headers: { "Content-Type": type }, body: "{}" })).status === 201, type);
}));

test("bodies: empty, broken and unknown requests are told so by the door", () => with_server([], async (server) => {
  const path = `/api/sessions/${await open_session(server)}/call`;
  refused(await request(server, "POST", path, { body: "" }), 400);
  for (const body of ["{", "[]", "null", "\0", "{}", '{"verb":"none"}', '{"verb":1}', '{"verb":"digest"} x', `${"[".repeat(100000)}`])
    ok((await request(server, "POST", path, { body })).status >= 400, JSON.stringify(body.slice(0, 20)));
}));

test("bodies: 16 MiB is the limit, told even before the body comes", () => with_server([], async (server) => {
  const path = `/api/sessions/${await open_session(server)}/call`;
  refused(await request(server, "POST", path, { body: " ".repeat(16 * MIB + 1) }), 413);
  refused(await raw(server, head(server, path, `Content-Length: ${200 * MIB}`)), 413);
  refused(await raw(server, head(server, path, `Content-Length: ${16 * MIB + 1}\r\nExpect: 100-continue`)), 413);
  const inside = await request(server, "POST", path, { body: " ".repeat(16 * MIB) });
  ok(inside.status === 400 || inside.status === 413, `blank of 16 MiB: ${inside.status}`);
  ok(!inside.body.includes('"kind":"http"'), "the door itself refuses 16 MiB of nothing");
}));

test("bodies: an endless chunked body is cut off", () => with_server([], async (server) => {
  const socket = await connect(server), answer = listen(socket, 20000);
  const piece = Buffer.from(`100000\r\n${" ".repeat(MIB)}\r\n`);
  let sent = 0;
  socket.write(head(server, "/api/sessions", "Transfer-Encoding: chunked"));
  while (sent < 200 && !socket.destroyed && socket.writable) {
    sent++;
    if (!socket.write(piece)) await Promise.race([new Promise((go) => socket.once("drain", go)), answer]);
    if (await Promise.race([answer.then(() => true), sleep(0).then(() => false)])) break;
  }
  const said = await answer;
  ok(sent < 150, `cut off after ${sent} MiB`);
  ok(said.status === 413 || said.status === 0, `status ${said.status}`);
  equal((await request(server, "GET", "/api/sessions")).status, 200);
}));

test("bodies: cut short, then silence or the end", () => with_server(["--body-seconds", "1"], async (server) => {
  const path = `/api/sessions/${await open_session(server)}/call`, bytes = `${head(server, path, "Content-Length: 100")}{"verb":`;
  refused(await raw(server, bytes, 5000), 408);
  const socket = await connect(server), answer = listen(socket, 4000);
  socket.end(bytes);
  ok((await answer).how !== "time", "a client that went away is let go");
  socket.destroy();
  equal((await request(server, "GET", "/api/sessions")).status, 200);
}));

test("bodies: a byte every half second meets the deadline", () => with_server(["--header-seconds", "2", "--body-seconds", "2"], async (server) => {
  const id = await open_session(server);
  async function drip(text, from) {
    const socket = await connect(server), began = Date.now(), answer = listen(socket, 15000);
    let at = from;
    socket.write(text.slice(0, from));
    const timer = setInterval(() => socket.writable && socket.write(text[at++] ?? " "), 500);
    const said = await answer;
    clearInterval(timer);
    socket.destroy();
    refused(said, 408);
    return Date.now() - began;
  }
  const slowHead = `GET /api/sessions HTTP/1.1\r\nHost: ${server.host_port}\r\nX: ${"y".repeat(100)}\r\n\r\n`;
  const bodyHead = head(server, `/api/sessions/${id}/call`, "Content-Length: 100");
  const times = await Promise.all([drip(slowHead, 1), drip(slowHead, 60), drip(bodyHead + " ".repeat(100), bodyHead.length + 1)]);
  for (const ms of times) ok(ms >= 1800 && ms < 4500, `deadline of 2 s kept at ${ms} ms`);
}));
