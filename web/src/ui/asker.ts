// The answers already had, by step and request. The core answers the same question at the same step for ever the
// same, so nothing here can grow stale until another scenario is loaded (which makes a new Asker).
import type { Engine } from "../engine/engine";
import type { Answer } from "../engine/protocol";

const KEEP = 600;
const LARGE = 1 << 17; // bytes: a map of all frames is asked for again rather than kept

export class Asker {
  #kept = new Map<string, Promise<unknown>>();

  constructor(readonly engine: Engine) {}

  ask(request: object, at: number): Promise<Answer> {
    return this.#once("j", { at, ...request }, (full) => this.engine.send(full));
  }

  frames(request: object, at: number): Promise<Uint8Array> {
    return this.#once("b", { at, verb: "frames", ...request }, (full) => this.engine.frames(full));
  }

  #once<T>(sort: string, request: object, make: (full: object) => Promise<T>): Promise<T> {
    const key = sort + JSON.stringify(request);
    const had = this.#kept.get(key) as Promise<T> | undefined;
    if (had) {
      this.#kept.delete(key); // newest last
      this.#kept.set(key, had);
      return had;
    }
    const answer = make(request);
    this.#kept.set(key, answer);
    answer.then(
      (got) => got instanceof Uint8Array && got.length > LARGE && this.#kept.delete(key),
      () => this.#kept.delete(key),
    );
    if (this.#kept.size > KEEP) this.#kept.delete(this.#kept.keys().next().value as string);
    return answer;
  }
}
