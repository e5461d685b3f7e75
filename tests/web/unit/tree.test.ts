import { describe, expect, it } from "vitest";
import type { CallNode } from "../../../web/src/engine/protocol";
import { childrenOf, rowsOf as rows, stepsOf } from "../../../web/src/ui/tree";

const node = (
  fn: string,
  first: number,
  last: number,
  state: CallNode["state"],
  at: boolean,
  children: CallNode[] = [],
): CallNode => ({
  fn,
  first,
  last,
  state,
  at,
  children,
});

// a (1-9) calls b (2-4, done, which called c) and d (5-8, where we stand: e at 6) and f (9, to come)
const tree = [
  node("a", 1, 9, "open", true, [
    node("b", 2, 4, "done", false, [node("c", 3, 3, "done", false)]),
    node("d", 5, 8, "open", true, [node("e", 6, 6, "open", true)]),
    node("f", 9, 9, "future", false),
  ]),
];

const rowsOf = (tree: CallNode[], toggled: Set<string>, fetched = new Map<string, CallNode[]>()) =>
  rows({ tree }, { toggled, fetched });

describe("the call tree as rows", () => {
  it("unfolds the way to this step and folds what is done", () => {
    const rows = rowsOf(tree, new Set());
    expect(rows.map((row) => [row.node.fn, row.depth, row.look])).toEqual([
      ["a", 0, "path"],
      ["b", 1, "done"],
      ["d", 1, "path"],
      ["e", 2, "now"],
      ["f", 1, "future"],
    ]);
  });

  it("unfolds and folds what the reader toggles", () => {
    const opened = rowsOf(tree, new Set(["2:4:b"]));
    expect(opened.map((row) => row.node.fn)).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(rowsOf(tree, new Set(["1:9:a"]))).toHaveLength(1);
  });

  it("gives keys that stay the same from step to step", () => {
    const keys = rowsOf(tree, new Set()).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("offers to unfold what the core left out, and shows it once fetched", () => {
    const long = [{ ...node("g", 2, 90, "done", false), children_total: 3 }];
    expect(rowsOf(long, new Set())[0]).toMatchObject({ leaf: false, open: false });
    const there = [
      node("g", 2, 90, "open", true, [node("h", 3, 3, "future", false), node("i", 4, 90, "future", false)]),
    ];
    const children = childrenOf(there, "2:90:g", 95);
    expect(children.map((one) => one.state)).toEqual(["done", "done"]);
    const opened = rowsOf(long, new Set(["2:90:g"]), new Map([["2:90:g", children]]));
    expect(opened.map((row) => row.node.fn)).toEqual(["g", "h", "i"]);
  });

  it("says how many calls a window leaves out", () => {
    const part = [
      { ...node("s", 1, 900, "open", true, [node("t", 5, 5, "open", true)]), shown: 1, total: 300 },
    ];
    expect(rowsOf(part, new Set()).map((row) => row.node.fn)).toEqual(["s", "t", "+299"]);
  });

  it("writes the steps of a call", () => {
    expect(stepsOf(tree[0])).toBe("1–9");
    expect(stepsOf(node("x", 4, 4, "done", false))).toBe("4");
  });
});
