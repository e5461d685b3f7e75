// Sessions: opened, asked, listed, closed; unguessable; each on its own.
import { call, connect, equal, json, ok, open_session, refused, request, sleep, test, with_server } from "./harness.mjs";
import { readFileSync } from "node:fs";
import { scenario_text } from "./scenario.mjs";

test("sessions: opened, listed without their ids, closed", () => with_server([], async (server) => {
  const ids = [await open_session(server), await open_session(server)];
  for (const id of ids) ok(/^[0-9a-f]{32}$/.test(id), id);
  ok(ids[0] !== ids[1], "different ids");
  const list = await json(server, "GET", "/api/sessions");
  equal(list.json.count, 2);
  ok(list.json.bytes > 0 && list.json.sessions.every(({ bytes }) => bytes > 0), "memory");
  ok(ids.every((id) => !list.body.includes(id)), "a list that gives no session away");
  equal((await json(server, "GET", `/api/sessions/${ids[0]}`)).json.id, ids[0]);
  equal((await json(server, "DELETE", `/api/sessions/${ids[0]}`)).json, { ok: true });
  refused(await request(server, "DELETE", `/api/sessions/${ids[0]}`), 404);
  equal((await json(server, "GET", "/api/sessions")).json.count, 1);
}));

test("sessions: an unknown one is 404 everywhere", () => with_server([], async (server) => {
  await open_session(server);
  for (const id of ["0".repeat(32), "x", "..", "%2e%2e", "0".repeat(31), "0".repeat(33), "G".repeat(32), "0".repeat(1000)]) {
    refused(await request(server, "GET", `/api/sessions/${id}`), 404);
    refused(await request(server, "DELETE", `/api/sessions/${id}`), 404);
    refused(await request(server, "POST", `/api/sessions/${id}/call`, { body: "{}" }), 404);
    refused(await request(server, "GET", `/api/sessions/${id}/state?view=step`), 404);
    refused(await request(server, "GET", `/api/sessions/${id}/steps`), 404);
  }
  for (const path of ["/api/session", "/api/sessions/", `/api/sessions/${"0".repeat(32)}/`, `/api/sessions/${"0".repeat(32)}/calls`, "/api/sessions//call"])
    refused(await request(server, "GET", path), 404);
}));

test("sessions: wrong methods say which are right", () => with_server([], async (server) => {
  const id = await open_session(server);
  for (const [path, allow, wrong] of [["/api/sessions", "GET, HEAD, POST", ["PUT", "DELETE", "OPTIONS"]], [`/api/sessions/${id}`, "GET, HEAD, DELETE", ["POST", "PUT"]],
    [`/api/sessions/${id}/call`, "POST", ["GET", "HEAD", "PUT", "DELETE"]], [`/api/sessions/${id}/state`, "GET, HEAD", ["POST", "DELETE"]],
    [`/api/sessions/${id}/steps`, "GET", ["HEAD", "POST"]]]) {
    for (const method of wrong) {
      const answer = await request(server, method, path);
      equal([answer.status, answer.headers.allow], [405, allow], `${method} ${path}`);
    }
  }
}));

test("sessions: load, state at a step, steps out of range", () => with_server([], async (server) => {
  const id = await open_session(server), path = `/api/sessions/${id}`;
  const load = await call(server, id, { verb: "load", scenario: scenario_text });
  equal([load.status, load.json.ok], [200, true], load.body.slice(0, 300));
  ok(load.json.steps > 1, "steps");
  const one = await json(server, "GET", `${path}/state?at=1&view=step`), again = await json(server, "GET", `${path}/state?at=1&view=step`);
  equal([one.status, one.json.step, one.body === again.body], [200, 1, true], "state is repeatable");
  const posted = await call(server, id, { verb: "show", at: 1, view: "step" });
  equal(posted.json, one.json, "GET state is the verb show");
  for (const at of [load.json.steps + 1, 999999999999999]) {
    const { kind } = refused(await request(server, "GET", `${path}/state?at=${at}&view=step`), 416);
    equal(kind, "range");
  }
  for (const [query, wrong] of [["at=-1", "at"], ["at=x", "at"], ["at=1&at=2", "at"], ["at=0x1", "at"], ["at=", "at"], ["at=1e3", "at"],
    ["verb=load&at=1", "verb"], ["at=1&view", "view"], [`at=1&${"a=1&".repeat(40)}`, "a"], ["%22%0a=1&%22%0a=2"]]) {
    const error = refused(await request(server, "GET", `${path}/state?${query}&view=step`), 400);
    equal([error.kind, error.path], ["http", wrong], query);
    if (wrong) ok(error.message.en.endsWith(`: ${wrong}`) && error.message.zh.endsWith(`：${wrong}`), query);
  }
  for (const [query, wrong] of [["from=-1", "from"], ["from=1&to=x", "to"], ["grain=3", "grain"]])
    equal(refused(await request(server, "GET", `${path}/steps?${query}`), 400).path, wrong);
  refused(await request(server, "GET", `${path}/state?at=1&view=none`), 400);
  const frames = await request(server, "POST", `${path}/call`, { body: '{"verb":"frames","from":0,"count":16,"per":1,"by":"use"}' });
  equal([frames.status, frames.headers["content-type"]], [200, "application/octet-stream"]);
  equal(Number((await json(server, "GET", path)).json.steps), load.json.steps);
}));

test("sessions: a wrong scenario leaves the session usable", () => with_server([], async (server) => {
  const id = await open_session(server);
  for (const text of ["", "{", "[]", "{}}", '{"no such key": 1}', scenario_text.slice(0, scenario_text.length / 2), `${"[".repeat(100000)}`]) {
    const bad = await call(server, id, { verb: "load", scenario: text });
    ok(bad.status === 400 || bad.status === 413, `status ${bad.status} for ${text.slice(0, 20)}`);
    ok(bad.json.error.message.en && bad.json.error.message.zh, "both languages");
  }
  const large = await call(server, id, { verb: "load", scenario: " ".repeat((4 << 20) + 1) });
  equal(large.json.error.message.en, "4194305 bytes; at most 4194304 are read", "the words of the command line");
  equal((await call(server, id, { verb: "load", scenario: scenario_text })).status, 200, "and then a good one");
}));

test("sessions: many at once, and many requests of one, all answered in order", () => with_server([], async (server) => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => open_session(server)));
  const loads = await Promise.all(ids.map((id) => call(server, id, { verb: "load", scenario: scenario_text })));
  const digests = new Set(loads.map(({ json: { digest } }) => digest));
  equal(digests.size, 1, "one scenario, one digest");
  const steps = Array.from({ length: 40 }, (_, i) => i % Math.min(40, loads[0].json.steps));
  const shown = await Promise.all(steps.map((at) => call(server, ids[0], { verb: "digest", at })));
  shown.forEach(({ json: answer }, i) => equal(answer.step, steps[i], "step"));
}));

test("sessions: a clone stands where its original stood, and goes its own way", () => with_server([], async (server) => {
  const id = await open_session(server);
  refused(await request(server, "POST", `/api/sessions/${id}/call`, { body: '{"verb":"clone","at":-1}' }), 400);
  await call(server, id, { verb: "load", scenario: scenario_text });
  const { json: here } = await call(server, id, { verb: "seek", to: 3 });
  const clone = await call(server, id, { verb: "clone" });
  equal([clone.status, clone.json.ok, clone.json.step, clone.json.digest], [201, true, 3, here.digest]);
  ok(clone.json.id !== id, "an id of its own");
  equal((await call(server, id, { verb: "clone", at: 2 })).json.step, 2);
  refused(await request(server, "POST", `/api/sessions/${id}/call`, { body: `{"verb":"clone","at":${here.steps + 1}}` }), 416);
  await request(server, "DELETE", `/api/sessions/${id}`);
  equal((await call(server, clone.json.id, { verb: "digest" })).json.digest, here.digest, "it outlives its original");
  equal((await json(server, "GET", "/api/sessions")).json.count, 2);
}));

test("sessions: a what-if goes another way from an op's end; a wrong one leaves nothing behind", () => with_server([], async (server) => {
  const id = await open_session(server);
  const { json: load } = await call(server, id, { verb: "load", scenario: scenario_text });
  const at = load.ops[2].first - 1, ops = [{ op: "malloc", bytes: "1M", as: "big" }];
  const { status, json: other } = await call(server, id, { verb: "clone", at, ops });
  equal([status, other.step, other.ops.map(({ op }) => op).join()], [201, at, "boot,spawn,malloc"]);
  equal(other.ops[2].label.en, "big = malloc(1M)");
  ok(other.id !== id && other.id.length === 32, "an id of its own");
  const { kind, path } = refused(await request(server, "POST", `/api/sessions/${id}/call`,
    { body: JSON.stringify({ verb: "clone", at, ops: [...ops, { op: "malloc", bytes: "1M", as: "big" }] }) }), 400);
  equal([kind, path], ["scenario", "ops[1].as"]);
  equal((await json(server, "GET", "/api/sessions")).json.count, 2);
  const streamed = await request(server, "GET", `/api/sessions/${other.id}`);
  equal(JSON.parse(streamed.body).steps, other.steps);
}));

test("sessions: a clone needs a free place", () => with_server(["--max-sessions", "1"], async (server) => {
  const id = await open_session(server);
  await call(server, id, { verb: "load", scenario: scenario_text });
  refused(await request(server, "POST", `/api/sessions/${id}/call`, { body: '{"verb":"clone"}' }), 503);
  equal((await call(server, id, { verb: "digest" })).status, 200);
}));

test("sessions: DELETE while requests wait", () => with_server([], async (server) => {
  const id = await open_session(server);
  const waiting = Array.from({ length: 20 }, () => call(server, id, { verb: "load", scenario: scenario_text }));
  await sleep(5);
  const gone = await json(server, "DELETE", `/api/sessions/${id}`);
  equal(gone.status, 200);
  for (const { status } of await Promise.all(waiting)) ok(status === 200 || status === 404, `status ${status}`);
}));

test("sessions: clients that vanish before their answer leave nothing behind", () => with_server([], async (server) => {
  const id = await open_session(server), body = JSON.stringify({ verb: "load", scenario: scenario_text });
  for (let i = 0; i < 120; i++) {
    const socket = await connect(server);
    socket.on("error", () => {});
    socket.write(`POST /api/sessions/${id}/call HTTP/1.1\r\nHost: ${server.host_port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${i % 3 ? body : body.slice(0, 20)}`);
    if (i % 4) setTimeout(() => socket.resetAndDestroy(), i % 7);
    else socket.destroy();
  }
  await sleep(200);
  equal((await call(server, id, { verb: "load", scenario: scenario_text })).status, 200);
  equal((await json(server, "DELETE", `/api/sessions/${id}`)).status, 200);
}));

test("sessions: docs/PROTOCOL.md names the addresses and the statuses", () => with_server([], async (server) => {
  const guide = readFileSync(new URL("../../docs/PROTOCOL.md", import.meta.url), "utf8").split("## Over HTTP")[1];
  const addresses = [...guide.matchAll(/^(GET|POST|DELETE) +(\/api\/\S+)/gm)].map(([, method, path]) => [method, path]);
  equal(addresses.length, 7);
  for (const [method, path] of addresses) {
    const id = await open_session(server), at = path.replace("ID", id);
    await call(server, id, { verb: "load", scenario: scenario_text });
    const { status } = await request(server, method, `${at}${/steps$/.test(at) ? "?from=1&to=2" : /state$/.test(at) ? "?at=1&view=step" : ""}`, method === "POST" ? { body: '{"verb":"digest"}' } : {});
    equal(status, path === "/api/sessions" && method === "POST" ? 201 : 200, `${method} ${path}`);
  }
  const id = await open_session(server);
  equal((await call(server, id, { verb: "load", scenario: "{" })).status, 400);
  const reply = readFileSync(new URL("../../server/reply.c", import.meta.url), "utf8");
  for (const [, status] of reply.matchAll(/= \{ (4\d\d|5\d\d), "/g)) ok(guide.includes(status), `${status} is told`);
}));
