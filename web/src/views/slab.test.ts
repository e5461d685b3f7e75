import { describe, expect, test } from "vitest";
import { cellsOf, listed, objectAt, part, rungOf, tally } from "./slab";
import { arcsOf, placed } from "./mcu";
import type { McuHeap, SlabData } from "./types";

const row = (name: string, active: number, num: number, kmalloc = false) => ({
  ...{ name, object_size: 8, size: 8, order: 0, objects_per_slab: 1, refcount: 1, kmalloc },
  ...{ active_objs: active, num_objs: num, num_slabs: num },
});

describe("slab", () => {
  test("one cell an object", () => {
    expect(cellsOf("unfcs")).toEqual(["used", "next", "free", "cpu", "shared"]);
    expect(tally("uufc")).toEqual({ used: 2, free: 1, cpu: 1 });
  });
  test("empty caches of kmalloc fold away, the chosen one stays", () => {
    const caches = [row("a", 0, 0), row("kmalloc-32", 0, 0, true), row("kmalloc-64", 1, 4, true)];
    const data = { caches, cache: { name: "kmalloc-32" } } as unknown as SlabData;
    expect(listed(data, false)).toHaveLength(3);
    expect(listed({ ...data, cache: null }, false).map((c) => c.name)).toEqual(["a", "kmalloc-64"]);
    expect(part(caches[2])).toBe(0.25);
    expect(part(caches[0])).toBe(0);
  });
  test("an address names an object of a slab, behind its colour", () => {
    const slab = { pfn: 7, start: "0xffff880000007000", colour_offset: 64, objects: "uuuu" };
    const cache = { size: 128, lists: [{ slabs: [slab] }] } as unknown as NonNullable<SlabData["cache"]>;
    expect(objectAt(cache, "0xffff880000007140")).toEqual({ pfn: 7, index: 2 });
    expect(objectAt(cache, "0xffff880000007100")).toBeNull(); // between two objects
    expect(objectAt(cache, "0xffff880000007240")).toBeNull(); // behind the last
  });
  test("the stair of sizes rises as much for each doubling", () => {
    expect([32, 64, 128].map((n) => rungOf(n, 32, 128))).toEqual([8, 18, 28]);
  });
});

describe("heap_4", () => {
  const heap = {
    ...{ start: "0x20000000", bytes: 400, initialized: true, free: 200, min_ever_free: 100, allocations: 1, frees: 0 },
    ...{ shown: 3, total: 3 },
    blocks: [
      { at: "0x20000000", bytes: 100, used: false, next: "0x200000c8" },
      { at: "0x20000064", bytes: 100, used: true },
      { at: "0x200000c8", bytes: 200, used: false, next: "0x20000190" },
    ],
  } as McuHeap;
  test("blocks stand to scale", () => {
    expect(placed(heap, 402).map((b) => [b.x, b.w])).toEqual([
      [1, 100],
      [101, 100],
      [201, 200],
    ]);
  });
  test("an arc leads from each free block to the next", () => {
    const arcs = arcsOf(placed(heap, 402));
    expect(arcs).toHaveLength(1);
    expect(arcs[0].to).toBeGreaterThan(arcs[0].from);
  });
});
