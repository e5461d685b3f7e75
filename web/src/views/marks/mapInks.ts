// The colours of a frame map, read once per theme from the tokens: by use, by order of the free block, by migrate type.
import { blend, PATTERNS, word, type Ink } from "../map";
import { useOf } from "./uses";

export type By = "use" | "order" | "migratetype";

const USE_PATTERN: Record<string, string> = {
  pcp: "dots",
  anon: "rising",
  file: "falling",
  pagetable: "grid",
  slab: "level",
  kernel: "upright",
};
export const TYPE_NAMES = ["Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate"];
const TYPE_TOKENS = ["--m-unmov", "--m-mov", "--m-recl", "--m-high", "--m-cma", "--m-iso"];
const TYPE_PATTERN = ["level", "plain", "rising", "falling", "dots", "grid"];

export function inksFor(
  by: By,
  codes: string[],
  css: (name: string) => string,
): (code: number) => Ink | null {
  const plain = PATTERNS.plain;
  if (by === "use") {
    const inks = codes.map((name): Ink | null => {
      const use = useOf(name);
      if (!use.css) return null;
      const line = word(css(`--u-${use.css}-i`));
      return { fill: word(css(`--u-${use.css}`)), line, pattern: PATTERNS[USE_PATTERN[name] ?? "plain"] };
    });
    return (code) => inks[code] ?? null;
  }
  if (by === "order") {
    const low = word(css("--u-free"));
    const high = word(css("--kern"));
    const used: Ink = { fill: word(css("--u-rsv")), line: word(css("--u-rsv-i")), pattern: plain };
    return (code) =>
      code === 0xff ? used : { fill: blend(low, high, (code + 1) / 12), line: low, pattern: plain };
  }
  const panel = word(css("--panel"));
  const inks = TYPE_TOKENS.map((token, i): Ink => ({
    fill: word(css(token)),
    line: panel,
    pattern: PATTERNS[TYPE_PATTERN[i]],
  }));
  return (code) => inks[code] ?? null;
}
