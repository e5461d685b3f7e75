import { describe, expect, it } from "vitest";
import type { Decision, Loaded } from "../../../web/src/engine/protocol";
import { fromAsks, fromDecision, shuffled } from "../../../web/src/ui/predict";

const both = (text: string) => ({ en: text, zh: text });

describe("a question from a decision", () => {
  const decision = (step: number): Decision => ({
    step,
    fn: "handle_pte_fault",
    predicate: [{ t: "0", name: "*pte" }],
    alternatives: [
      { taken: true, name: both("do_anonymous_page"), reason: null },
      { taken: false, name: both("do_fault"), reason: both("no file") },
      { taken: false, name: both("do_swap_page"), reason: both("no entry") },
    ],
  });
  it("holds every road once, one of them right", () => {
    const { choices } = fromDecision(decision(15));
    expect(choices.map((one) => one.text.en).sort()).toEqual([
      "do_anonymous_page",
      "do_fault",
      "do_swap_page",
    ]);
    expect(choices.filter((one) => one.right).map((one) => one.text.en)).toEqual(["do_anonymous_page"]);
  });
  it("is the same at the same step, and the right road is not always first", () => {
    expect(fromDecision(decision(15))).toEqual(fromDecision(decision(15)));
    const places = Array.from({ length: 60 }, (_, i) =>
      fromDecision(decision(i)).choices.findIndex((one) => one.right),
    );
    for (const place of [0, 1, 2]) expect(places.filter((one) => one === place).length).toBeGreaterThan(8);
  });
});

describe("the scenario's own question", () => {
  const loaded = {
    ops: [
      { first: 1, steps: 10 },
      { first: 11, steps: 5 },
    ],
    asks: [
      {
        at_op: 1,
        question: both("How many?"),
        choices: ["1", "2", "4"],
        answer: "2",
      },
    ],
  } as unknown as Loaded;
  it("stands until its op is over", () => {
    expect(fromAsks(loaded, 3)).toMatchObject({
      step: 15,
      choices: [{ right: false }, { right: true }, { right: false }],
    });
    expect(fromAsks(loaded, 14)).not.toBeNull();
    expect(fromAsks(loaded, 15)).toBeNull();
  });
  it("without its answer among the choices is no question", () => {
    const asks = [{ ...loaded.asks![0], answer: "8" }];
    expect(fromAsks({ ...loaded, asks } as Loaded, 3)).toBeNull();
  });
});

it("shuffling loses nothing and leaves its input alone", () => {
  const list = [1, 2, 3, 4, 5];
  expect(shuffled(list, 7).sort()).toEqual(list);
  expect(list).toEqual([1, 2, 3, 4, 5]);
});
