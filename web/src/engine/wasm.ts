// The core in this browser: a module worker holds the machine, so that a long load never freezes the page.
import { EngineFault, Refusal, type Engine } from "./engine";
import type { Lang } from "../ui/context";
import type { Answer } from "./protocol";
import type { FromWorker } from "./worker";

interface Waiting {
  resolve(data: ArrayBuffer, json: boolean): void;
  reject(cause: EngineFault): void;
}

const beside = (file: string) => new URL(file, document.baseURI).href;

export async function openWasm(): Promise<Engine> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "pagewalk" });
  const waiting = new Map<number, Waiting>();
  const spoken = new Map<Lang, Promise<unknown>>();
  let next = 1;
  let dead: EngineFault | null = null;

  function fail(message: string) {
    dead ??= new EngineFault("wasm", message);
    for (const one of waiting.values()) one.reject(dead);
    waiting.clear();
  }

  worker.onerror = (event) => fail(event.message || "the worker could not start");
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.fault !== undefined) return fail(data.fault);
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.missing === undefined) one?.resolve(data.bytes, data.json);
    else one?.reject(new EngineFault("network", data.missing));
  };
  worker.postMessage({ module: beside("pagewalk.mjs") });

  function post(message: object): Promise<{ bytes: ArrayBuffer; json: boolean }> {
    if (dead) return Promise.reject(dead);
    const id = next++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve: (bytes, json) => resolve({ bytes, json }), reject });
      worker.postMessage({ id, ...message });
    });
  }
  const call = (request: object) => post({ request: JSON.stringify(request) });
  const makes = (request: object) => ["load", "append"].includes((request as { verb?: string }).verb ?? "");

  // The words of a language are fetched once; a fetch that failed may be tried again.
  async function speak(lang: Lang): Promise<void> {
    if (!spoken.has(lang)) spoken.set(lang, post({ lang, words: beside(`words.${lang}`) }));
    const { json } = (await spoken.get(lang)) as { json: boolean };
    if (json) return;
    spoken.delete(lang);
    throw new EngineFault("wasm", `words.${lang}`);
  }

  async function send(request: object): Promise<Answer> {
    const { bytes } = await post({ request: JSON.stringify(request), makes: makes(request) });
    return JSON.parse(new TextDecoder().decode(bytes)) as Answer;
  }

  async function frames(request: object): Promise<Uint8Array> {
    const { bytes, json } = await call({ verb: "frames", ...request });
    if (json) throw new Refusal(JSON.parse(new TextDecoder().decode(bytes)) as Answer);
    return new Uint8Array(bytes);
  }

  function close() {
    waiting.clear();
    worker.terminate();
  }

  return { speak, send, frames, later: () => worker.postMessage({ later: true }), close };
}
