import { describe, expect, it } from "vitest";
import { formatLink, linkOf, parseLink, squeeze, unsqueeze, type LinkState } from "../../../web/src/ui/hash";

describe("the link", () => {
  it("reads the contract's own example", () => {
    expect(parseLink("#s=buddy-split&t=12&view=buddy,proc&lang=zh")).toEqual({
      s: "buddy-split",
      t: 12,
      view: ["buddy", "proc"],
      lang: "zh",
    });
  });

  it("is read from the query where the fragment is empty", () => {
    expect(parseLink(linkOf({ hash: "", search: "?s=buddy&t=7" }))).toEqual({ s: "buddy", t: 7 });
    expect(parseLink(linkOf({ hash: "#", search: "?s=buddy" }))).toEqual({ s: "buddy" });
    expect(parseLink(linkOf({ hash: "#s=boot", search: "?s=buddy" }))).toEqual({ s: "boot" });
  });

  it("comes back the same from writing and reading", () => {
    const states: LinkState[] = [
      { s: "first-touch", t: 0 },
      {
        src: "../own/case.json",
        from: 3,
        to: 40,
        view: ["stacks"],
        ctl: "min",
        play: true,
        speed: 0.5,
      },
      {
        sz: "q1bKVLJSMlTSUUpMSlayqlYqyEkEAA",
        focus: "va:A:0x7ffff7ff2018",
        theme: "hc-dark",
        motion: "none",
        font: "present",
      },
      { s: "x", grain: 0, engine: "http", v: "4.19", focus: "pfn:0x1f3" },
      {},
    ];
    for (const state of states) expect(parseLink(formatLink(state))).toEqual(state);
  });

  it("leaves out what is malformed and never guesses", () => {
    expect(parseLink("#t=-3&theme=pink&lang=fr&grain=7&ctl=all&from=1e9x&view=<b>&engine=ftp")).toEqual({});
    expect(parseLink("#t=12abc&s=")).toEqual({});
    expect(parseLink("#%%%=&t=5")).toEqual({ t: 5 });
  });

  it("keeps stable names readable", () => {
    expect(formatLink({ s: "a", focus: "va:A:0x7f", view: ["buddy", "proc"] })).toBe(
      "#s=a&view=buddy,proc&focus=va:A:0x7f",
    );
  });
});

describe("a scenario in the link", () => {
  it("is squeezed and comes back, Chinese too", async () => {
    const text = JSON.stringify({
      title: { en: "Mine", zh: "我的场景 ≥ 页框" },
      ops: Array(40).fill({ op: "alloc", order: 3 }),
    });
    const packed = await squeeze(text);
    expect(packed).toMatch(/^[\w-]+$/);
    expect(packed.length).toBeLessThan(text.length / 4);
    expect(await unsqueeze(packed)).toBe(text);
  });

  it("that is cut short is refused, not half read", async () => {
    const packed = await squeeze(
      JSON.stringify({
        ops: Array.from({ length: 50 }, (_, i) => ({ op: "alloc", order: i })),
      }),
    );
    await expect(unsqueeze(packed.slice(0, packed.length / 2))).rejects.toThrow();
  });
});
