// Inside the worker: one wasm session, requests answered in the order they come.
interface Core {
  pw_wasm_words(chinese: number, words: number, bytes: number): number;
  pw_wasm_open(): number;
  pw_wasm_call(handle: number, request: number, bytes: number): number;
  pw_wasm_data(): number;
  pw_wasm_size(): number;
  malloc(bytes: number): number;
  free(at: number): void;
  bytes(at: number, length: number): Uint8Array<ArrayBuffer>; // made anew after each call, which may move the memory
  later(): Promise<void>;
}

interface ToWorker {
  module?: string;
  id: number;
  request: string;
  makes?: boolean; // a load or an append: what the session stands on
  lang?: "en" | "zh"; // instead of a request: read the language's words from this address
  words: string;
  later?: true; // instead of a request: nobody waits now, fetch the rest of the core
}

export interface FromWorker {
  id: number;
  json: boolean;
  bytes: ArrayBuffer;
  missing?: string; // instead of an answer: it needs the rest of the core, which cannot be had now
  fault?: string;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker | { fault: string }, transfer?: Transferable[]): void;
};
const encoder = new TextEncoder();
let opened: Promise<{ core: Core; handle: number }> | null = null;
let module = "";
const learnt = new Map<string, Uint8Array>();
let story: string[] = []; // the load that stands, and what was appended to it

async function open() {
  const start = ((await import(/* @vite-ignore */ module)) as { default: () => Promise<Core> }).default;
  const core = await start();
  const handle = core.pw_wasm_open();
  if (!handle) throw new Error("pw_wasm_open: out of memory");
  return { core, handle };
}

function put(core: Core, bytes: Uint8Array): number {
  const at = core.malloc(bytes.length);
  core.bytes(at, bytes.length).set(bytes);
  return at;
}

function call(core: Core, handle: number, request: string) {
  const text = encoder.encode(request);
  const at = put(core, text);
  const json = core.pw_wasm_call(handle, at, text.length) === 0;
  core.free(at);
  return { json, bytes: core.bytes(core.pw_wasm_data(), core.pw_wasm_size()).slice().buffer };
}

// A call that ended in its middle has spoilt the core: another one takes its place, told the same story. That needs
// nothing which it had not before.
async function anew() {
  const { core, handle } = await open();
  for (const [lang, words] of learnt) learn(core, lang, words);
  for (const request of story) call(core, handle, request);
  return { core, handle };
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
function learn(core: Core, lang: string, words: Uint8Array | null): boolean {
  if (words === null || core.pw_wasm_words(lang === "zh" ? 1 : 0, put(core, words), words.length)) return false;
  learnt.set(lang, words);
  return true;
}

function remember(request: string, bytes: ArrayBuffer) {
  const agreed = new TextDecoder().decode(bytes.slice(0, 10)) === '{"ok":true';
  if (agreed) story = request.startsWith('{"verb":"load"') ? [request] : [...story, request];
}

function answer({ core, handle }: { core: Core; handle: number }, { id, request, makes }: ToWorker) {
  try {
    const { json, bytes } = call(core, handle, request);
    if (makes) remember(request, bytes);
    scope.postMessage({ id, json, bytes }, [bytes]);
  } catch (cause) {
    if ((cause as Error).name !== "RestMissing") throw cause;
    opened = anew();
    scope.postMessage({ id, json: true, bytes: new ArrayBuffer(0), missing: (cause as Error).message });
  }
}

async function take(data: ToWorker, words: Promise<Uint8Array | null> | null) {
  if (data.module) {
    module = data.module;
    opened = open();
  }
  if (!opened) throw new Error("no module");
  const { core, handle } = await opened;
  if (data.later) {
    core.later().catch(() => undefined); // the first call of it will try again
  } else if (data.lang) {
    const json = learn(core, data.lang, await (words as Promise<Uint8Array | null>));
    scope.postMessage({ id: data.id, json, bytes: new ArrayBuffer(0) });
  } else if (!data.module) {
    answer({ core, handle }, data);
  }
}

// Messages have their turns in the order they came, so that nobody need wait for the words before asking; but the
// words are fetched at once, beside the core.
let turn: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  const words = data.lang ? wordsOf(data.words) : null;
  turn = turn.then(() => take(data, words)).catch((cause) => scope.postMessage({ fault: String(cause) }));
};
