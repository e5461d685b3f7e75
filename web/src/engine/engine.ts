// One send function in front of the core. The stage and its views cannot tell which engine answers.
import type { Lang } from "../ui/context";
import type { Answer } from "./protocol";

export interface Engine {
  // Answers tell their steps in this language from now on, beside those asked for before. First of all calls.
  speak(lang: Lang): Promise<void>;
  send(request: object): Promise<Answer>;
  frames(request: object): Promise<Uint8Array>;
  later(): void; // nobody waits now: fetch what no answer has needed yet
  close(): void;
}

// The engine itself failed (no wasm, no server, a crash), as opposed to a refusal, which is an answer. "network": this
// answer needs what has still to be fetched; the engine goes on, and the question may be put again.
export class EngineFault extends Error {
  constructor(
    readonly what: string,
    message: string,
  ) {
    super(message);
    this.name = "EngineFault";
  }
}

// A refusal where bytes were expected.
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(answer.error?.message.en ?? "refused");
    this.name = "Refusal";
  }
}

export type EngineKind = "wasm" | "http";
