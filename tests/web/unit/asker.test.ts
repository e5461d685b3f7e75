import { describe, expect, it } from "vitest";
import type { Engine } from "../../../web/src/engine/engine";
import type { Answer } from "../../../web/src/engine/protocol";
import { Asker } from "../../../web/src/ui/asker";

// Counts what really goes through the door.
function counting(fail = false) {
  const seen: object[] = [];
  const engine: Engine = {
    send: async (request) => {
      seen.push(request);
      if (fail) throw new Error("gone");
      return { ok: true, step: 1, steps: 1, digest: "0x0" } as Answer;
    },
    frames: async (request) => {
      seen.push(request);
      return new Uint8Array([1]);
    },
    close: () => undefined,
  };
  return { seen, engine };
}

describe("the answers already had", () => {
  it("are not asked for again, at the same step", async () => {
    const { seen, engine } = counting();
    const asker = new Asker(engine);
    await Promise.all([asker.ask({ verb: "why" }, 3), asker.ask({ verb: "why" }, 3)]);
    await asker.ask({ verb: "why" }, 4);
    await asker.frames({ from: 0, count: 8 }, 3);
    await asker.frames({ from: 0, count: 8 }, 3);
    expect(seen).toEqual([
      { at: 3, verb: "why" },
      { at: 4, verb: "why" },
      { at: 3, verb: "frames", from: 0, count: 8 },
    ]);
  });

  it("forget a failure, so that trying again asks again", async () => {
    const { seen, engine } = counting(true);
    const asker = new Asker(engine);
    await expect(asker.ask({ verb: "why" }, 3)).rejects.toThrow("gone");
    await expect(asker.ask({ verb: "why" }, 3)).rejects.toThrow("gone");
    expect(seen).toHaveLength(2);
  });

  it("are bounded: the oldest goes first", async () => {
    const { seen, engine } = counting();
    const asker = new Asker(engine);
    for (let step = 0; step <= 600; step++) await asker.ask({ verb: "why" }, step);
    await asker.ask({ verb: "why" }, 600);
    expect(seen).toHaveLength(601);
    await asker.ask({ verb: "why" }, 0);
    expect(seen).toHaveLength(602);
  });
});
