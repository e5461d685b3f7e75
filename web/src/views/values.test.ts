// Values as written, texts cut into lit runs, and the words in both languages.
import { describe, expect, it } from "vitest";
import { bytes, entryParts, framesOf, grouped, hex, mix, tail } from "./fmt";
import { filesFor, pathOf, runs } from "./proc";
import { loadWords } from "../i18n";
import { words as first } from "../i18n/en";
import { words as more } from "../i18n/more.en";
import { s } from "./strings";

describe("values", () => {
  it("keep all 64 bits", () => {
    expect(hex("0xffff880007423c61")).toBe("0xffff880007423c61");
    expect(grouped("0x8000000001a7b067")).toBe("80000000 01a7b067");
    expect(grouped(0x7406000)).toBe("07406000");
    expect(tail("0xffff880007413c60")).toBe("…07413c60");
  });

  //  80000000 01a7b 067 : NX | frame 0x1a7b | flags
  it("split an entry into what stands above, the frame and the flags", () => {
    expect(entryParts("0x8000000001a7b067")).toEqual({ top: "800", frame: "01a7b", flags: "067" });
    expect(entryParts("0x07411067")).toEqual({ top: "", frame: "07411", flags: "067" });
    expect(entryParts("0x0")).toEqual({ top: "", frame: "00000", flags: "000" });
  });

  it("name sizes by the largest unit that fits", () => {
    expect(bytes(4096)).toBe("4 KiB");
    expect(bytes(0x8000000)).toBe("128 MiB");
    expect(bytes(1n << 36n)).toBe("64 GiB");
  });

  it("find the frame in every spelling of its name, and none elsewhere", () => {
    expect(framesOf("pfn:0x1a7b")).toBe(0x1a7b);
    expect(framesOf("page:6779")).toBe(6779);
    expect(framesOf("vma:A:0x400000")).toBeNull();
    expect(framesOf(null)).toBeNull();
  });

  it("travel from the start to the end and stay there", () => {
    expect(mix(10, 20, 0)).toBe(10);
    expect(mix(10, 20, 1)).toBe(20);
    expect(mix(10, 20, 5)).toBe(20);
    expect(mix(10, 20, 0.5)).toBeGreaterThan(15);
  });
});

describe("a number of a /proc text", () => {
  const number = (column: number, bytes: number, object: string | null, field: string | null) => ({
    line: 0,
    column,
    bytes,
    object,
    field,
  });

  it("is cut out of its line, lit or not", () => {
    const [line] = runs("min  291 low", [[0, 5, 3]], [number(5, 3, "zone:DMA32", "watermark[0]")]);
    expect(line.map(({ text, lit, number }) => [text, lit, number?.field ?? null])).toEqual([
      ["min  ", false, null],
      ["291", true, "watermark[0]"],
      [" low", false, null],
    ]);
  });

  it("of which one word holds more than the number", () => {
    const [line] = runs("(96, 0)", [[0, 0, 4]], [number(1, 2, "zone:DMA", "lowmem_reserve[1]")]);
    expect(line.map(({ text, lit }) => [text, lit])).toEqual([
      ["(", true],
      ["96", true],
      [",", true],
      [" 0)", false],
    ]);
  });

  it("is named as a path", () => {
    expect(pathOf(number(0, 1, "zone:DMA32", "watermark[1]"))).toBe("zone.DMA32.watermark[1]");
    expect(pathOf(number(0, 1, "free_area:DMA:3", "nr_free"))).toBe("zone.DMA.free_area[3].nr_free");
    expect(pathOf(number(0, 1, "pcp:DMA32:0", "count"))).toBe("zone.DMA32.pcp[0].count");
    expect(pathOf(number(0, 1, "node_stat:0", "pgfault"))).toBe("node_stat[0].pgfault");
    expect(pathOf(number(0, 1, "page:0x1a7b", null))).toBe("page[0x1a7b]");
    expect(pathOf(number(0, 1, "use:free", "sum of zone nr_free_pages"))).toBe("sum of zone nr_free_pages");
    expect(pathOf(number(0, 1, null, null))).toBe("");
  });
});

describe("a /proc text", () => {
  it("is cut at the changed spans, line by line, and loses nothing", () => {
    const text = "zone DMA 1 2\nzone DMA32 30 4\n";
    const lines = runs(text, [
      [1, 14, 1],
      [1, 11, 2],
    ]);
    expect(lines[0]).toEqual([{ text: "zone DMA 1 2", lit: false }]);
    expect(lines[1].filter((run) => run.lit).map((run) => run.text)).toEqual(["30", "4"]);
    expect(lines.map((line) => line.map((run) => run.text).join("")).join("\n") + "\n").toBe(text);
  });

  it("stands overlapping spans and spans beyond the line's end", () => {
    const [line] = runs("abcdef", [
      [0, 2, 3],
      [0, 3, 99],
    ]);
    expect(line.map((run) => run.text).join("")).toBe("abcdef");
    expect(line.at(-1)).toEqual({ text: "f", lit: true });
  });

  it("keeps the open file in the chooser", () => {
    expect(filesFor("A/pagemap", undefined)).toContain("A/pagemap");
    expect(filesFor("A/pagemap", undefined)).toContain("A/maps");
    expect(filesFor("buddyinfo", undefined, ["B"])).toContain("B/status");
    expect(filesFor("x", ["a"])).toEqual(["a", "x"]);
  });
});

describe("words", () => {
  it("fill their slots and show an unknown key", async () => {
    await Promise.all([loadWords("en"), loadWords("zh")]);
    expect(s("en", "v.step", { n: 7 })).toBe("step 7");
    expect(s("zh", "v.step", { n: 7 })).toBe("第 7 步");
    expect(s("en", "v.no.such")).toBe("v.no.such");
  });

  it("that the views name all exist", () => {
    const sources = import.meta.glob<string>(["./*.svelte", "./marks/*.svelte"], {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const named = Object.values(sources).flatMap((text) =>
      [...text.matchAll(/"(v\.[\w.-]*\w)"(?! \+)/g)].map((m) => m[1]),
    );
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((key) => !(key in first) && !(key in more))).toEqual([]);
  });
});
