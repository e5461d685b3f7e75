// A page's use is always told three ways: fill, pattern, letter. The order is that of docs/VIEWS.md's codes.
export interface Use {
  name: string;
  css: string; // the colour's name in tokens.css, "" for none
  mark: string; // the class .u-* of base.css
  letter: string;
}

export const USES: Record<string, Use> = {
  absent: { name: "absent", css: "", mark: "", letter: "" },
  free: { name: "free", css: "free", mark: "u-f", letter: "·" },
  pcp: { name: "pcp", css: "pcp", mark: "u-p", letter: "p" },
  anon: { name: "anon", css: "anon", mark: "u-a", letter: "A" },
  file: { name: "file", css: "file", mark: "u-i", letter: "F" },
  pagetable: { name: "pagetable", css: "pt", mark: "u-t", letter: "T" },
  slab: { name: "slab", css: "slab", mark: "u-s", letter: "S" },
  kernel: { name: "kernel", css: "kern", mark: "u-k", letter: "K" },
  reserved: { name: "reserved", css: "rsv", mark: "u-r", letter: "R" },
  zero: { name: "zero", css: "rsv", mark: "u-r", letter: "0" },
};

export const useOf = (name: string): Use => USES[name] ?? USES.reserved;

// [use, colour, path of the pattern in a 6 by 6 tile]
export const PATTERN_PATHS: [string, string, string][] = [
  ["free", "free", ""],
  ["pcp", "pcp", "M1 2h2M4 5h2"],
  ["anon", "anon", "M-1 1l2-2M0 6l6-6M5 7l2-2"],
  ["file", "file", "M-1 5l2 2M0 0l6 6M5-1l2 2"],
  ["pagetable", "pt", "M0 0v6M3 0v6M0 0h6M0 3h6"],
  ["slab", "slab", "M0 0h6M0 3h6"],
  ["kernel", "kern", "M0 0v6M3 0v6"],
  ["reserved", "rsv", ""],
];

// Migrate types: a letter and an edge, never a fill. Class of base.css and colour of tokens.css.
const TYPES: Record<string, [string, string]> = {
  Unmovable: ["mt-u", "--m-unmov"],
  Movable: ["mt-m", "--m-mov"],
  Reclaimable: ["mt-r", "--m-recl"],
  HighAtomic: ["mt-h", "--m-high"],
  CMA: ["mt-c", "--m-cma"],
  Isolate: ["mt-i", "--m-iso"],
};

export const typeClass = (name: string) => TYPES[name]?.[0] ?? "mt-i";
export const typeColour = (name: string) => TYPES[name]?.[1] ?? "--m-iso";
