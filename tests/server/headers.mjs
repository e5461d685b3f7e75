// Host, Origin and framing: DNS rebinding, other sites' pages, and two ways to tell a body's length.
import { equal, open_session, raw, refused, request, test, with_server } from "./harness.mjs";

const list = "/api/sessions";

test("headers: Host must be an address, localhost or a given name", () => with_server(["--host", "a.example,b.example"], async (server) => {
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a.example.evil", "xa.example", "127.0.0.1:80x",
    "127.0.0.1:", "[::1", "", ":80", "a.example b", "user@localhost", "0x7f000001", "2130706433", "localhost:123456"]) {
    const answer = await request(server, "GET", list, { headers: { Host: host } });
    refused(answer, answer.status === 400 ? 400 : 421);
  }
  for (const host of ["localhost", `localhost:${server.port}`, "127.0.0.1", "[::1]:9000", "A.example", "b.example:443"]) {
    equal((await request(server, "GET", list, { headers: { Host: host } })).status, 200, host);
  }
}));

test("headers: one Host, no more and no fewer", () => with_server([], async (server) => {
  const twice = `GET ${list} HTTP/1.1\r\nHost: ${server.host_port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
  refused(await raw(server, twice), 400);
  refused(await raw(server, twice.replace("evil.example", server.host_port)), 400);
  refused(await raw(server, `GET ${list} HTTP/1.1\r\nConnection: close\r\n\r\n`), 400);
  for (const name of ["Host ", "Ho st", "Host\t", " Host", "Ho(st"])
    equal((await raw(server, `GET ${list} HTTP/1.1\r\nHost: ${server.host_port}\r\n${name}: x\r\nConnection: close\r\n\r\n`)).status, 400, name);
  refused(await raw(server, `GET ${list} HTTP/1.0\r\n\r\n`), 400);
}));

test("headers: pages of another origin get nothing from /api", () => with_server([], async (server) => {
  const id = await open_session(server);
  for (const origin of ["http://evil.example", "null", "", `http://${server.host}`, `http://${server.host}:1`, `ftp://${server.host_port}`,
    `http://${server.host_port}.evil.example`, `http://${server.host_port}/`, "http://localhost"]) {
    for (const [method, path, body] of [["GET", list], ["POST", list, "{}"], ["POST", `${list}/${id}/call`, "{}"],
      ["GET", `${list}/${id}/steps`], ["DELETE", `${list}/${id}`]]) {
      refused(await request(server, method, path, { headers: { Origin: origin }, body }), 403);
    }
  }
  for (const site of ["cross-site", "same-site", "?"])
    refused(await request(server, "GET", list, { headers: { "Sec-Fetch-Site": site } }), 403);
  equal((await request(server, "GET", list, { headers: { Origin: `http://${server.host_port}`, "Sec-Fetch-Site": "same-origin" } })).status, 200);
  equal((await request(server, "GET", list, { headers: { Origin: `https://${server.host_port}` } })).status, 200, "behind a proxy with TLS");
}));

test("headers: a body's length is told once", () => with_server([], async (server) => {
  const head = `POST ${list} HTTP/1.1\r\nHost: ${server.host_port}\r\nContent-Type: application/json\r\n`;
  for (const two of ["Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"]) {
    equal((await raw(server, head + two)).status, 400, two);
  }
  equal((await raw(server, `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)).status, 201, "chunked alone");
  for (const length of ["-1", "+2", "2x", "0x2", "99999999999999999999", " "]) {
    equal((await raw(server, `${head}Content-Length: ${length}\r\nConnection: close\r\n\r\n{}`)).status >= 400, true, length);
  }
  refused(await request(server, "GET", list, { body: "{}" }), 400);
}));

test("headers: malformed requests are refused and hurt nobody", () => with_server([], async (server) => {
  for (const bytes of ["\r\n\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0\r\n\r\n", "\x16\x03\x01\x02\0\x01\0\x01\xfc",
    "GET / HTTP/1.1\r\nbad header\r\n\r\n", `GET / HTTP/1.1\r\n${"X: y\r\n".repeat(5000)}\r\n`, `GET / HTTP/1.1\r\nX: ${"y".repeat(100000)}\r\n\r\n`,
    `${"G".repeat(100000)} / HTTP/1.1\r\n\r\n`, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]) {
    const answer = await raw(server, Buffer.from(bytes, "latin1"), 1000);
    equal(answer.status === 0 || answer.status >= 400, true, `${JSON.stringify(bytes.slice(0, 30))} got ${answer.status}`);
    equal((await request(server, "GET", list)).status, 200, "still there");
  }
}));

test("headers: mutated requests never end the server", () => with_server(["--header-seconds", "1", "--body-seconds", "1"], async (server) => {
  const seed = Number(process.env.PAGEWALK_SEED ?? 20181022);
  let state = seed;
  const random = (below) => (state = (state * 1103515245 + 12345) % 2 ** 31) % below;
  const words = ["\r\n", "\n", "\0", " ", ":", "%", "chunked", "Host: x\r\n", "Content-Length: 9\r\n", "/../", "\xff", "HTTP/1.0", "?", "&a=b"];
  const good = `POST /api/sessions?x=1 HTTP/1.1\r\nHost: ${server.host_port}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
  const one = async () => {
    let text = good;
    for (let i = random(4); i >= 0; i--) {
      const at = random(text.length);
      text = text.slice(0, at) + (random(2) ? words[random(words.length)] : "") + text.slice(at + random(3));
    }
    const { status } = await raw(server, Buffer.from(text, "latin1"), 600);
    equal(status === 0 || (status >= 200 && status < 600), true, `PAGEWALK_SEED=${seed}: ${JSON.stringify(text)} got ${status}`);
  };
  for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 30 }, one));
  equal((await request(server, "GET", list)).status, 200, `PAGEWALK_SEED=${seed}: still there`);
}));
