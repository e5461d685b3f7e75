// Which engine: the core in this browser unless the link asks for the server's.
import type { Engine, EngineKind } from "./engine";
import { openWasm } from "./wasm";

export async function openEngine(kind: EngineKind): Promise<Engine> {
  if (kind === "http") return (await import("./http")).openHttp();
  return openWasm();
}
