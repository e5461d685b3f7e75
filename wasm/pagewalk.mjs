// The core, for a page's worker or for Node.  It comes in two files: pagewalk.wasm holds what the
// first story needs, pagewalk.rest.wasm the rest (wasm/split.mjs made them of one).  The first call
// of a function that is in the rest fetches it; `later()` fetches it before anybody waits for it.
// Where it cannot be had, that call throws RestMissing out of the middle of the core, whose state is
// then nobody's: open() another core, which needs no network.
//
// open() gives the core's functions (wasm/bridge.c), malloc and free; bytes(at, length) is a view of
// its memory, good until the next call.  Node has no fetch of files: it hands in both as bytes.
const beside = (file) => new URL(file, import.meta.url);
const REST = "pagewalk.rest.wasm";
let kept; // the first file, compiled

class RestMissing extends Error {
  name = "RestMissing";
}

// A call is under way in the core and cannot wait for a promise; a worker may read this way.
function readNow(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${REST}: ${request.status}`);
  return request.response;
}

async function compiled(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  const streams = answer.headers.get("Content-Type") === "application/wasm"; // a plain server may not know it
  return streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

export default async function open({ first, rest } = {}) {
  let primary, whole = false;

  function complete(module) {
    if (!whole) new WebAssembly.Instance(module, { primary });
    whole = true;
  }
  function completeNow() {
    if (whole) return;
    let module;
    try {
      module = new WebAssembly.Module(rest ?? readNow(beside(REST)));
    } catch (cause) {
      throw new RestMissing(REST, { cause });
    }
    complete(module);
  }

  // In the rest's places of the table stand these, until it has put its own functions there.
  const waiting = (slot) => (...args) => {
    completeNow();
    return primary.__indirect_function_table.get(Number(slot))(...args);
  };
  const imports = {
    placeholder: new Proxy({}, { get: (_, slot) => waiting(slot) }),
    env: {
      late_texts: completeNow,
      emscripten_notify_memory_growth() {},
      number: (at, length) => Number(String.fromCharCode(...new Uint8Array(primary.memory.buffer, at, length))),
    },
    wasi_snapshot_preview1: { proc_exit() {} },
  };
  const module = first ? await WebAssembly.compile(first) : (kept ??= await compiled(beside("pagewalk.wasm")));
  primary = (await WebAssembly.instantiate(module, imports)).exports;
  primary._initialize();
  return {
    ...primary,
    bytes: (at, length) => new Uint8Array(primary.memory.buffer, at, length),
    later: async () => whole || complete(await compiled(beside(REST))),
  };
}
