// Many connections at once. libmicrohttpd's epoll modes hang at exactly 128 of them: ours must not.
import { connect, equal, listen, ok, refused, request, sleep, test, whole, with_server } from "./harness.mjs";

// Kept open after the answer, so that all of them are there at the same time.
async function burst(server, count) {
  const sockets = await Promise.all(Array.from({ length: count }, () => connect(server)));
  const answers = sockets.map((socket) => listen(socket, 15000, whole));
  const began = Date.now();
  for (const socket of sockets) socket.write(`GET /api/sessions HTTP/1.1\r\nHost: ${server.host_port}\r\n\r\n`);
  const all = await Promise.all(answers);
  sockets.forEach((socket) => socket.destroy());
  const count_of = (status) => all.filter((answer) => answer.status === status).length;
  return { ms: Date.now() - began, served: count_of(200), per_ip: count_of(429), in_all: count_of(503), all };
}

test("connections: 127, 128, 129, 256 and 512 at once are all answered", () => with_server(["--max-connections-per-ip", "0"], async (server) => {
  for (const count of [127, 128, 129, 256, 512]) {
    const { served, ms } = await burst(server, count);
    equal(served, count, `served of ${count}`);
    ok(ms < 8000, `${count} took ${ms} ms`);
  }
}));

test("connections: the default limit for one address is told as 429", () => with_server([], async (server) => {
  for (const count of [127, 128, 129, 256]) equal((await burst(server, count)).served, count, `served of ${count}`);
  const { served, per_ip, all } = await burst(server, 300);
  equal([served, per_ip], [256, 44]);
  for (const answer of all.filter(({ status }) => status === 429)) {
    refused(answer, 429);
    equal(answer.headers["retry-after"], "5");
  }
  equal((await request(server, "GET", "/api/sessions")).status, 200, "afterwards");
}));

test("connections: the limit in all is told as 503", () => with_server(["--max-connections", "64", "--max-connections-per-ip", "0"], async (server) => {
  const { served, in_all, all } = await burst(server, 100);
  equal([served, in_all], [64, 36]);
  refused(all.find(({ status }) => status === 503), 503);
}));

test("connections: silent ones are closed, and then there is room again", () => with_server(
  ["--max-connections", "32", "--max-connections-per-ip", "0", "--header-seconds", "1"], async (server) => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => connect(server)));
    const ends = sockets.map((socket) => listen(socket, 12000));
    const statuses = (await Promise.all(ends)).map(({ status, how }) => (how === "time" ? "open" : status));
    sockets.forEach((socket) => socket.destroy());
    equal(statuses.filter((status) => status === "open").length, 0, "still open");
    await sleep(300);
    equal((await request(server, "GET", "/api/sessions")).status, 200);
  }));

test("connections: a kept connection serves many requests", () => with_server([], async (server) => {
  const socket = await connect(server);
  let text = "";
  socket.on("data", (bytes) => (text += bytes));
  for (let i = 0; i < 50; i++) socket.write(`GET /api/sessions HTTP/1.1\r\nHost: ${server.host_port}\r\n\r\n`);
  for (let i = 0; i < 50 && (text.match(/HTTP\/1\.1 200/g) ?? []).length < 50; i++) await sleep(100);
  equal((text.match(/HTTP\/1\.1 200/g) ?? []).length, 50, "pipelined answers");
  socket.destroy();
}));
