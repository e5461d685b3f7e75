// Inside the worker: one wasm session, requests answered in the order they come.
interface Core {
  HEAPU8: Uint8Array;
  _pw_wasm_words(chinese: number, words: number, bytes: number): number;
  _pw_wasm_open(): number;
  _pw_wasm_call(handle: number, request: number, bytes: number): number;
  _pw_wasm_data(): number;
  _pw_wasm_size(): number;
  _malloc(bytes: number): number;
  _free(at: number): void;
}

interface ToWorker {
  module?: string;
  id: number;
  request: string;
  lang?: "en" | "zh"; // instead of a request: read the language's words from this address
  words: string;
}

export interface FromWorker {
  id: number;
  json: boolean;
  bytes: ArrayBuffer;
  fault?: string;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker | { fault: string }, transfer?: Transferable[]): void;
};
const encoder = new TextEncoder();
let opened: Promise<{ core: Core; handle: number }> | null = null;

async function open(module: string) {
  const factory = ((await import(/* @vite-ignore */ module)) as { default: () => Promise<Core> }).default;
  const core = await factory();
  const handle = core._pw_wasm_open();
  if (!handle) throw new Error("pw_wasm_open: out of memory");
  return { core, handle };
}

// HEAPU8 is read anew after each call: the memory may have grown, which detaches the old view.
function call(core: Core, handle: number, request: string) {
  const text = encoder.encode(request);
  const at = core._malloc(text.length + 1);
  core.HEAPU8.set(text, at);
  const json = core._pw_wasm_call(handle, at, text.length) === 0;
  core._free(at);
  const data = core._pw_wasm_data();
  return { json, bytes: core.HEAPU8.slice(data, data + core._pw_wasm_size()).buffer };
}

async function wordsOf(address: string): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

// The core keeps reading the words where they lie: they are never freed.
async function learn(lang: string, address: string): Promise<boolean> {
  const words = await wordsOf(address);
  if (!words || !opened) return false;
  const { core } = await opened;
  const at = core._malloc(words.length);
  core.HEAPU8.set(words, at);
  return core._pw_wasm_words(lang === "zh" ? 1 : 0, at, words.length) === 0;
}

scope.onmessage = async ({ data }) => {
  try {
    if (data.module) {
      opened = open(data.module);
      await opened;
      return;
    }
    if (data.lang) {
      scope.postMessage({ id: data.id, json: await learn(data.lang, data.words), bytes: new ArrayBuffer(0) });
      return;
    }
    if (!opened) throw new Error("no module");
    const { core, handle } = await opened;
    const { json, bytes } = call(core, handle, data.request);
    scope.postMessage({ id: data.id, json, bytes }, [bytes]);
  } catch (cause) {
    scope.postMessage({ fault: String(cause) });
  }
};
