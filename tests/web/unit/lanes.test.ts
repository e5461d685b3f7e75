// The timeline over a workload: the core answers one iteration at a time, the page lays them side by side.
import { describe, expect, it } from "vitest";
import type { Asker } from "../../../web/src/ui/asker";
import { lanesFor } from "../../../web/src/ui/lanes";
import type { OpEntry } from "../../../web/src/engine/protocol";

const op = (i: number, name: string, first: number, steps: number) =>
  ({ i, op: name, first, steps }) as OpEntry;

// Iterations of ten steps, a call in each; another op is one call between its first and last step.
function core(ops: OpEntry[]) {
  const asked: number[] = [];
  const ask = async (request: { from: number; to: number }, at: number) => {
    asked.push(at);
    const own = ops.find(
      (one) => at >= one.first && at < one.first + one.steps,
    )!;
    const workload = own.op === "random_alloc";
    const n = workload
      ? own.first + Math.floor((at - own.first) / 10) * 10
      : own.first + 1;
    const mark = { n, len: workload ? 10 : own.steps - 2, label: "f" };
    const lanes = [
      {
        id: "calls",
        marks:
          mark.n <= request.to && mark.n + mark.len > request.from
            ? [mark]
            : [],
      },
    ];
    return {
      ok: true,
      step: at,
      steps: 0,
      digest: "",
      timeline: { ...request, lanes },
    };
  };
  return { asker: { ask } as unknown as Asker, asked };
}

const calls = (lanes: Awaited<ReturnType<typeof lanesFor>>) =>
  (lanes.lanes.find((lane) => lane.id === "calls")?.marks ?? [])
    .map((mark) => mark.n)
    .sort((a, b) => a - b);

describe("the lanes of a window", () => {
  it("hold every iteration of a workload in it, though each is asked for by itself", async () => {
    const ops = [op(0, "random_alloc", 1, 800)];
    const { asker } = core(ops);
    const lanes = await lanesFor(asker, ops, { from: 301, to: 360 }, 335, 100);
    expect(calls(lanes)).toEqual([301, 311, 321, 331, 341, 351]);
    expect(lanes.covered).toEqual({ from: 301, to: 360 });
  });

  it("begin at the step at hand, and say how far they reach", async () => {
    const ops = [op(0, "random_alloc", 1, 800)];
    const { asker, asked } = core(ops);
    const lanes = await lanesFor(asker, ops, { from: 1, to: 800 }, 405, 100, 3);
    expect(asked).toHaveLength(3);
    expect(calls(lanes)).toContain(401);
    expect(lanes.covered.from).toBeLessThanOrEqual(405);
    expect(lanes.covered.to).toBeGreaterThanOrEqual(405);
  });

  it("ask an ordinary op once, and draw nothing twice", async () => {
    const ops = [op(0, "mmap", 1, 30), op(1, "read", 31, 30)];
    const { asker, asked } = core(ops);
    const lanes = await lanesFor(asker, ops, { from: 1, to: 60 }, 12, 100);
    expect(calls(lanes)).toEqual([2, 32]);
    expect(asked).toHaveLength(2);
  });
});
