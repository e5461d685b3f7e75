// Where the blocks of a heap stand in a strip of so many pixels, and the arcs of its list of free blocks.
import type { McuBlock, McuHeap } from "./types";
import { big } from "./fmt";

export interface PlacedBlock extends McuBlock {
  x: number;
  w: number;
  headw: number; // the header of 8 bytes
}

const HEADER_BYTES = 8;

export function placed(heap: McuHeap, width: number): PlacedBlock[] {
  const scale = (width - 2) / heap.bytes;
  return heap.blocks.map((block) => ({
    ...block,
    x: Number(big(block.at) - big(heap.start)) * scale + 1,
    w: block.bytes * scale,
    headw: Math.max(2, HEADER_BYTES * scale),
  }));
}

export interface Arc {
  from: number;
  to: number;
  lift: number; // the higher, the farther it goes
}

// From the middle of each free block's header to the next free block.
export function arcsOf(blocks: PlacedBlock[]): Arc[] {
  const free = blocks.filter((block) => !block.used);
  return free.slice(1).map((to, i) => {
    const start = free[i].x + free[i].headw / 2;
    const end = to.x + to.headw / 2;
    return { from: start, to: end, lift: Math.min(30, 8 + (end - start) / 12) };
  });
}
