// page->flags as a ruler: the zone's bits on the left, the run of unused bits broken short, then one cell a flag; and
// the names of the bits that are set, each on the first line below where it does not meet its neighbour's.
import type { WordField } from "./types";

export interface WordCell {
  field: WordField;
  x: number;
  w: number;
  kind: "zone" | "gap" | "flag";
}

export function wordCells(layout: WordField[], width: number): WordCell[] {
  const flags = layout.filter((field) => field.hi === field.lo).length;
  const fixed = width < 560 ? { zone: 34, gap: 26 } : { zone: 64, gap: 96 };
  const each = Math.min(34, (width - 2 - fixed.zone - fixed.gap) / Math.max(1, flags));
  let x = 1;
  return layout.map((field) => {
    const kind = field.hi === field.lo ? "flag" : field.name === "" ? "gap" : "zone";
    const w = kind === "flag" ? each : fixed[kind];
    const cell: WordCell = { field, x, w, kind };
    x += w;
    return cell;
  });
}

export interface WordLabel {
  cell: WordCell;
  text: string;
  x: number; // where its text begins
  row: number;
}

const CHAR = 6.8;

// From the right: a name stands left of its line (its text ends there), so that lines to lower bits pass on the right.
export function wordLabels(cells: WordCell[], width: number): WordLabel[] {
  const set = cells.filter((cell) => cell.kind === "flag" && cell.field.value === 1);
  const begins: number[] = []; // where the line's leftmost text begins, by row
  const labels = set.toReversed().map((cell) => {
    const text = cell.field.name.replace("PG_", "");
    const w = text.length * CHAR;
    const middle = cell.x + cell.w / 2;
    const x = Math.max(0, Math.min(width - w, middle + 5 - w));
    let row = begins.findIndex((left) => x + w + 8 <= left);
    if (row < 0) row = begins.length;
    begins[row] = x;
    return { cell, text, x, row };
  });
  return labels.toReversed();
}
