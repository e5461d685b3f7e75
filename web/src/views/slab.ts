// What the slab view draws of a cache: its slabs' objects as cells, and how full caches are.
import type { SlabCacheRow, SlabData } from "./types";
import { big } from "./fmt";

export type CellState = "used" | "free" | "next" | "cpu" | "shared";
const STATES: Record<string, CellState> = { u: "used", f: "free", n: "next", c: "cpu", s: "shared" };

// One cell an object, in the order of addresses.
export function cellsOf(objects: string): CellState[] {
  return [...objects].map((letter) => STATES[letter] ?? "used");
}

// A row of cells as a sentence would tell it: how many of each state.
export function tally(objects: string): Partial<Record<CellState, number>> {
  const sum: Partial<Record<CellState, number>> = {};
  for (const state of cellsOf(objects)) sum[state] = (sum[state] ?? 0) + 1;
  return sum;
}

// The scenario's own caches, and those that hold something; the rest only makes the list long.
export function listed(data: SlabData, all: boolean): SlabCacheRow[] {
  if (all) return data.caches;
  return data.caches.filter(
    (cache) => cache.num_objs > 0 || cache.name === data.cache?.name || !cache.kmalloc,
  );
}

export const part = (cache: SlabCacheRow) => (cache.num_objs ? cache.active_objs / cache.num_objs : 0);

// The slab that holds an object, and which of its objects it is; null when that slab is not shown.
export function objectAt(
  cache: NonNullable<SlabData["cache"]>,
  object: string,
): { pfn: number; index: number } | null {
  const at = big(object);
  for (const { slabs } of cache.lists ?? [])
    for (const slab of slabs) {
      const into = Number(at - big(slab.start)) - slab.colour_offset;
      const index = into / cache.size;
      if (into >= 0 && index < slab.objects.length && Number.isInteger(index)) return { pfn: slab.pfn, index };
    }
  return null;
}

// How high a step of the stair of sizes is: as much for each doubling.
export function rungOf(size: number, lowest: number, highest: number): number {
  const part = Math.log2(size / lowest) / Math.max(1, Math.log2(highest / lowest));
  return Math.round(8 + 20 * part);
}
