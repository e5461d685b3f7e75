// The door over HTTP: a session per page, one POST per request. Only the server this page came from is asked.
import { EngineFault, Refusal, type Engine } from "./engine";
import type { Answer } from "./protocol";

const JSON_TYPE = { "Content-Type": "application/json" };

async function post(url: URL, body: object, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { method: "POST", headers: JSON_TYPE, body: JSON.stringify(body), signal });
  } catch (cause) {
    throw new EngineFault("http", String(cause));
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new EngineFault("http", `${response.status} ${response.statusText}`);
  }
}

export async function openHttp(base = new URL("api/", document.baseURI)): Promise<Engine> {
  const gone = new AbortController();
  const opened = await answerOf(await post(new URL("sessions", base), {}, gone.signal));
  if (typeof opened.id !== "string") throw new EngineFault("http", opened.error?.message.en ?? "no session");
  const session = new URL(`sessions/${encodeURIComponent(opened.id)}`, base);
  const call = new URL(`${session.href}/call`);

  async function frames(request: object): Promise<Uint8Array> {
    const response = await post(call, { verb: "frames", ...request }, gone.signal);
    if ((response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
      throw new Refusal(await answerOf(response));
    }
    return new Uint8Array(await response.arrayBuffer());
  }

  function close() {
    gone.abort();
    void fetch(session, { method: "DELETE", keepalive: true }).catch(() => undefined);
  }

  const speak = () => Promise.resolve(); // the server speaks every language
  const send = async (request: object) => answerOf(await post(call, request, gone.signal));
  return { speak, send, frames, later: () => undefined, close };
}
