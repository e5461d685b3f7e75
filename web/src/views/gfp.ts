// A GFP mask as the word it is: 23 bits, highest first, each with the name that the core gave it.
import { big } from "./fmt";
import type { GfpBit, GfpData } from "./types";

export interface Cell {
  at: number; // the bit's number
  bit: GfpBit;
  group: number;
}

export function cellsOf(data: GfpData): Cell[] {
  const cells = data.groups.flatMap((group, i) =>
    group.bits.map((bit) => ({ at: big(bit.mask).toString(2).length - 1, bit, group: i })),
  );
  return cells.sort((a, b) => b.at - a.at);
}

export const toggled = (data: GfpData, bit: GfpBit): number => Number(big(data.gfp) ^ big(bit.mask));

// "__GFP_DIRECT_RECLAIM" where the group already says GFP.
export const shortName = (name: string): string => name.replace(/^__GFP_/, "");
