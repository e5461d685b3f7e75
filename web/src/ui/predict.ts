// A question about what comes next, made from the run itself: the scenario's own question if one stands ahead, else
// the next decision, whose wrong answers are the roads that the kernel refuses there.
import type { Decision, Loaded } from "../engine/protocol";
import type { Sentence } from "./context";
import type { Stage } from "./stage.svelte";

export interface Choice {
  text: Sentence;
  right: boolean;
  reason: Sentence | null;
}
export interface Question {
  step: number; // where the answer can be seen
  fn: string | null;
  text: Sentence | null; // null: "which road does the kernel take?"
  predicate: Decision["predicate"];
  choices: Choice[];
}

// The same question at the same step for everybody, and the right answer not always in the same place.
export function shuffled<T>(list: T[], seed: number): T[] {
  const out = [...list];
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

export function fromDecision(one: Decision): Question {
  const roads = one.alternatives.map((road) => ({ text: road.name, right: road.taken, reason: road.reason }));
  return {
    step: one.step,
    fn: one.fn,
    text: null,
    predicate: one.predicate,
    choices: shuffled(roads, one.step),
  };
}

// The scenario's own question, when its op lies ahead (or is the one at hand).
export function fromAsks(loaded: Loaded, step: number): Question | null {
  for (const ask of loaded.asks ?? []) {
    const op = loaded.ops[ask.at_op];
    if (!op || op.first + op.steps - 1 <= step || ask.choices.length < 2) continue;
    const choices = ask.choices.map((text) => ({
      text: { en: text, zh: text },
      right: text === ask.answer,
      reason: null,
    }));
    if (!choices.some((choice) => choice.right)) continue;
    const seen = op.first + op.steps - 1;
    return { step: seen, fn: null, text: ask.question, predicate: [], choices };
  }
  return null;
}

// A decision with one road is no question: look a little further.
export async function nextQuestion(stage: Stage): Promise<Question | null> {
  const { asker, loaded } = stage;
  if (!asker || !loaded) return null;
  const own = fromAsks(loaded, stage.step);
  let at = stage.step;
  for (let tries = 0; tries < 12; tries++) {
    const found = (await asker.ask({ verb: "find", dir: 1, kind: "decision" }, at)).found;
    if (typeof found !== "number" || found > stage.last || (own && found > own.step)) break;
    const list = ((await asker.ask({ verb: "why", count: 1 }, found)).list ?? []) as Decision[];
    const one = list.at(-1);
    if (
      one &&
      one.step === found &&
      one.alternatives.length > 1 &&
      one.alternatives.some((road) => road.taken)
    )
      return own ?? fromDecision(one);
    at = found;
  }
  return own;
}
