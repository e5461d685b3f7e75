// What the slab view draws of a cache: its slabs' objects as cells, and how full caches are.
import type { SlabCacheRow, SlabData } from "./types";

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
  return data.caches.filter((cache) => cache.num_objs > 0 || cache.name === data.cache?.name || !cache.kmalloc);
}

export const part = (cache: SlabCacheRow) => (cache.num_objs ? cache.active_objs / cache.num_objs : 0);

// How wide a cell may be so that a slab's objects fill the row, within limits of the eye.
export function cellWidth(objects: number, width: number): number {
  return Math.max(5, Math.min(26, Math.floor(width / Math.max(1, objects))));
}
