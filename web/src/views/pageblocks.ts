// The pageblocks of a zone as a grid of squares, and what free memory is good for, order by order.
import type { PageblocksData } from "./types";
import { clamp } from "./fmt";

export interface Grid {
  size: number; // of a square, its gap included
  cols: number;
  rows: number;
}

// The largest squares with which n of them fit into w by h; at least `least`, then the grid is taller than h.
export function gridOf(n: number, w: number, h: number, least = 10, most = 42): Grid {
  const make = (size: number): Grid => {
    const cols = Math.max(1, Math.floor(w / size));
    return { size, cols, rows: Math.ceil(n / cols) };
  };
  for (let size = most; size > least; size--) {
    const grid = make(size);
    if (grid.rows * size <= h) return grid;
  }
  return make(least);
}

export interface Block {
  pfn: number;
  type: string;
  free: number;
  movable: number;
  fixed: number;
  mixed: boolean;
  changed: boolean;
}

export function blocksOf(data: PageblocksData): Block[] {
  const changed = new Set(data.changed);
  return data.blocks.map(([pfn, type, free, movable, fixed, mixed]) => {
    const name = data.types[type]?.name ?? "";
    return { pfn, type: name, free, movable, fixed, mixed: mixed === 1, changed: changed.has(pfn) };
  });
}

export interface Fill {
  free: number; // heights, 0..1, from the top: free, movable, fixed
  movable: number;
  fixed: number;
}

// A tenant that is there at all is drawn: at least a tenth of the square.
export function fillOf(block: Block): Fill {
  const total = Math.max(1, block.free + block.movable + block.fixed);
  const seen = (n: number) => (n === 0 ? 0 : clamp(n / total, 0.1, 1));
  const movable = seen(block.movable);
  const fixed = Math.min(seen(block.fixed), 1 - (block.movable ? 0.1 : 0));
  const left = Math.max(0, 1 - fixed);
  return { fixed, movable: Math.min(movable, left), free: Math.max(0, left - movable) };
}

// -1000: such a request would not fail; else where its failure comes from, 0 lack of memory, 1 fragmentation.
export const wouldFail = (fragmentation: number): boolean => fragmentation >= 0;

export const thousandths = (n: number): string => (n / 1000).toFixed(3);
