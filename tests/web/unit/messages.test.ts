import { readFileSync } from "node:fs";
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

// What an author of a course page reads, held against the code.
describe("docs/EMBEDDING.md", () => {
  const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const guide = file("docs/EMBEDDING.md");
  const quoted = (text: string) => [...text.matchAll(/"(\w+)"/g)].map((match) => match[1]);
  const between = (text: string, from: string, to: string) => text.split(from)[1].split(to)[0];

  it("names every key of a link, but those that only our own page uses", () => {
    const keys = quoted(between(file("web/src/ui/hash.ts"), "const ORDER", "as (keyof"));
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys.filter((key) => !["left", "support", "engine"].includes(key)))
      expect(guide).toContain(`\`${key}\``);
  });

  it("names every message both ways, and every attribute of the element", () => {
    const messages = file("web/src/embed/messages.ts");
    const names = [
      ...quoted(between(messages, "const TYPES", ";")),
      ...quoted(between(messages, "interface Outgoing", ";")),
      ...quoted(between(file("web/src/embed/pagewalk.ts"), "const ATTRIBUTES", ";")),
    ];
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(guide).toContain(`\`${name}\``);
  });
});
