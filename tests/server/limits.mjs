// Sessions are capped in number, memory and idleness; Ctrl-C ends everything at any moment.
import { call, connect, equal, json, ok, open_session, refused, request, serve, sleep, test, with_server } from "./harness.mjs";
import { scenario_text } from "./scenario.mjs";

test("limits: the number of sessions", () => with_server(["--max-sessions", "3"], async (server) => {
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await open_session(server));
  const refusal = await request(server, "POST", "/api/sessions", { body: "{}" });
  refused(refusal, 503);
  equal(refusal.headers["retry-after"], "5");
  await request(server, "DELETE", `/api/sessions/${ids[1]}`);
  await open_session(server);
}));

test("limits: the memory of all sessions", () => with_server(["--max-memory", "1"], async (server) => {
  const id = await open_session(server);
  equal((await call(server, id, { verb: "load", scenario: scenario_text })).status, 200);
  const { json: list } = await json(server, "GET", "/api/sessions");
  ok(list.bytes >= list.bytes_max, `a loaded machine holds more than 1 MiB: ${list.bytes}`);
  refused(await request(server, "POST", "/api/sessions", { body: "{}" }), 503);
  equal((await call(server, id, { verb: "load", scenario: scenario_text })).status, 503, "no further growth");
  equal((await call(server, id, { verb: "digest" })).status, 200, "but it still answers");
  await request(server, "DELETE", `/api/sessions/${id}`);
  await open_session(server);
}));

test("limits: an idle session expires, a used one stays", () => with_server(["--session-idle-seconds", "2"], async (server) => {
  const idle = await open_session(server), used = await open_session(server);
  for (let i = 0; i < 8; i++) {
    await sleep(500);
    equal((await call(server, used, { verb: "schema" })).status, 200);
  }
  refused(await request(server, "GET", `/api/sessions/${idle}`), 404);
}));

test("limits: in a full house the session that lay idle longest makes room", () => with_server(["--max-sessions", "3", "--session-yield-seconds", "1"], async (server) => {
  const open = () => request(server, "POST", "/api/sessions", { body: "{}" });
  const [streamed, idle, used] = [await open_session(server), await open_session(server), await open_session(server)];
  const { json: load } = await call(server, streamed, { verb: "load", scenario: scenario_text });
  const socket = await connect(server);
  socket.on("error", () => {});
  socket.resume();
  socket.write(`GET /api/sessions/${streamed}/steps?from=${load.steps + 1} HTTP/1.1\r\nHost: ${server.host_port}\r\n\r\n`);
  await request(server, "GET", `/api/sessions/${idle}/state?view=step`);
  refused(await open(), 503);
  await sleep(1300);
  await call(server, used, { verb: "schema" });
  equal((await open()).status, 201);
  refused(await request(server, "GET", `/api/sessions/${idle}`), 404);
  for (const id of [streamed, used]) equal((await json(server, "GET", `/api/sessions/${id}`)).status, 200);
  refused(await open(), 503);
  socket.destroy();
}));

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`limits: ${signal} ends cleanly with streams, silence and half requests open`, async () => {
    const server = await serve(), id = await open_session(server);
    const { json: load } = await call(server, id, { verb: "load", scenario: scenario_text });
    for (const bytes of ["", "GET / HT", `GET /api/sessions/${id}/steps?from=${load.steps + 1} HTTP/1.1\r\nHost: ${server.host_port}\r\n\r\n`]) {
      const socket = await connect(server);
      socket.on("error", () => {});
      socket.resume();
      socket.write(bytes);
    }
    await sleep(200);
    const began = Date.now();
    equal(await server.close(signal), { code: 0, signal: null });
    ok(Date.now() - began < 4000, `took ${Date.now() - began} ms`);
  });
}
