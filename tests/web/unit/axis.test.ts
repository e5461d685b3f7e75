import { describe, expect, it } from "vitest";
import type { OpEntry } from "../../../web/src/engine/protocol";
import { ticks, windowFor, zoom } from "../../../web/src/ui/axis";

const op = (first: number, steps: number) => ({ first, steps }) as OpEntry;

describe("the timeline's window", () => {
  it("is the whole story when it is short", () => {
    expect(windowFor(540, 513, 554, op(513, 42))).toEqual({
      from: 513,
      to: 554,
    });
  });
  it("is the op when the story is long", () => {
    expect(windowFor(700, 513, 5000, op(680, 60))).toEqual({
      from: 680,
      to: 739,
    });
  });
  it("always holds the step, also inside a long op and in the prelude", () => {
    for (const step of [1, 2, 99, 100, 101, 250, 399, 511, 512]) {
      const view = windowFor(step, 513, 5000, op(1, 512));
      expect(view.from).toBeLessThanOrEqual(step);
      expect(view.to).toBeGreaterThanOrEqual(step);
      expect(view.to - view.from).toBeLessThanOrEqual(200);
    }
  });
  it("does not leap within a hundred steps", () => {
    expect(windowFor(150, 513, 5000, op(1, 512))).toEqual(windowFor(190, 513, 5000, op(1, 512)));
  });
});

describe("ticks", () => {
  it("are round numbers and far enough apart to read", () => {
    for (const pixels of [300, 900, 1600])
      for (const to of [24, 200, 2000]) {
        const list = ticks({ from: 1, to }, pixels);
        const each = pixels / to;
        for (let i = 1; i < list.length; i++)
          expect((list[i] - list[i - 1]) * each).toBeGreaterThanOrEqual(44);
      }
  });
});

describe("zoom", () => {
  it("keeps the step under the pointer in sight and stays inside the run", () => {
    const near = zoom({ from: 100, to: 300 }, 250, 0.5, 1000);
    expect(near.to - near.from).toBe(100);
    expect(near.from).toBeLessThanOrEqual(250);
    expect(near.to).toBeGreaterThanOrEqual(250);
    expect(zoom({ from: 1, to: 50 }, 10, 4, 60).from).toBeGreaterThanOrEqual(1);
    expect(zoom({ from: 1, to: 50 }, 10, 4, 60).to).toBeLessThanOrEqual(60);
  });
});
