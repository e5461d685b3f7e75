import { describe, expect, it } from "vitest";
import { envelope, parseMessage } from "../../../web/src/embed/messages";

describe("messages to an embedded stage", () => {
  it("are taken when they are exactly of the contract", () => {
    expect(parseMessage({ pagewalk: 1, type: "goto", step: 12, id: "a" })).toEqual({
      type: "goto",
      step: 12,
      id: "a",
    });
    expect(parseMessage({ pagewalk: 1, type: "set", lang: "zh", theme: "hc-dark" })).toEqual({
      type: "set",
      lang: "zh",
      theme: "hc-dark",
    });
    expect(parseMessage({ pagewalk: 1, type: "set", focus: null })).toEqual({
      type: "set",
      focus: null,
    });
    expect(parseMessage({ pagewalk: 1, type: "hello" })).toEqual({
      type: "hello",
    });
  });

  it("are dropped when they are anything else", () => {
    const wrong = [
      null,
      "goto",
      42,
      [],
      {},
      { type: "goto", step: 1 },
      { pagewalk: 2, type: "goto", step: 1 },
      { pagewalk: 1, type: "eval", script: "1" },
      { pagewalk: 1, type: "goto" },
      { pagewalk: 1, type: "goto", step: "12" },
      { pagewalk: 1, type: "goto", step: NaN },
      { pagewalk: 1, type: "set", theme: "<style>" },
      { pagewalk: 1, type: "set", grain: 9 },
      { pagewalk: 1, type: "load", scenario: "x".repeat((1 << 20) + 1) },
    ];
    for (const message of wrong)
      expect(parseMessage(message), JSON.stringify(message)?.slice(0, 60)).toBeNull();
  });

  it("lose the fields that the contract does not know", () => {
    expect(parseMessage({ pagewalk: 1, type: "play", html: "<b>" })).toEqual({
      type: "play",
    });
  });

  it("go out in the same envelope", () => {
    expect(envelope({ type: "step", step: 3 })).toEqual({
      pagewalk: 1,
      type: "step",
      step: 3,
    });
  });
});
