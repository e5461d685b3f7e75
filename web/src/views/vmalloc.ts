// The kernel's areas: above, in the order of their addresses, each as wide as the logarithm of its size asks, long
// holes cut short; below, one area page by page, and its frames in the order in which they lie in memory.
import { big } from "./fmt";
import type { VmallocArea, VmallocData } from "./types";

const PAGE = 4096n;
const SMALL_HOLE = 16n * PAGE;

export interface AreaBox {
  area: VmallocArea;
  x: number;
  w: number;
  guard: number; // pixels of the guard at the end
  broken: boolean; // a long hole stands before it
}

const weight = (area: VmallocArea) => 1 + Math.log2(area.pages) * 0.5;
const MIN_GUARD = 6;

export function areaBoxes(data: VmallocData, width: number): AreaBox[] {
  const holes = data.areas.map((area, i) => {
    const before = i ? big(data.areas[i - 1].end) : big(data.start);
    const hole = big(area.start) - before;
    return hole === 0n ? 0 : hole <= SMALL_HOLE ? 8 : 26;
  });
  const total = data.areas.reduce((sum, area) => sum + weight(area), 0);
  const room = Math.max(0, width - holes.reduce<number>((sum, hole) => sum + hole, 0) - 26);
  const unit = total > 0 ? Math.min(90, room / total) : 0;
  let x = 0;
  return data.areas.map((area, i) => {
    const w = weight(area) * unit;
    const box = { area, x: x + holes[i], w, guard: 0, broken: holes[i] > 8 };
    if (area.guard) box.guard = Math.min(w / 2, Math.max(MIN_GUARD, (w * area.guard) / area.pages));
    x = box.x + w;
    return box;
  });
}

// Which area is drawn page by page: the reader's, else the one that this step changed, else the newest with frames.
export function closeUp(data: VmallocData, selected: string | null): VmallocArea | null {
  const areas = data.areas;
  return (
    areas.find((area) => area.id === selected) ??
    areas.find((area) => area.changed) ??
    areas.find((area) => area.id === data.cache.area) ??
    areas.find((area) => area.runs.length > 0) ??
    areas[0] ??
    null
  );
}

export interface PageCell {
  page: number;
  x: number;
  pfn: number | null;
  mapped: boolean;
  guard: boolean;
}
export interface FrameCell {
  pfn: number;
  page: number;
  mapped: boolean;
  x: number;
  apart: boolean; // the frame before it in the drawing is not its neighbour in memory
}
export interface CloseUp {
  pages: PageCell[];
  frames: FrameCell[];
  cell: number;
  more: number; // pages that are not drawn
}

const CELL_MAX = 58;
const CELL_MIN = 18;
const APART = 14;

export function pageCells(area: VmallocArea, width: number): CloseUp {
  const most = Math.max(4, Math.floor(width / (CELL_MIN + APART)));
  const used = area.pages - area.guard;
  const drawn = Math.min(used, area.guard ? most - 1 : most);
  const pfns = new Map<number, { pfn: number; mapped: boolean }>();
  for (const run of area.runs)
    for (let i = 0; i < run.pages && run.page + i < drawn; i++)
      pfns.set(run.page + i, { pfn: run.pfn + i, mapped: run.mapped });
  const count = drawn + (area.guard ? 1 : 0);
  const cell = Math.max(CELL_MIN, Math.min(CELL_MAX, (width - APART * drawn) / Math.max(1, count)));
  const pages = Array.from({ length: count }, (_, i) => ({
    page: i < drawn ? i : used,
    x: i * cell,
    pfn: i < drawn ? (pfns.get(i)?.pfn ?? null) : null,
    mapped: pfns.get(i)?.mapped ?? false,
    guard: i >= drawn,
  }));
  return { pages, frames: frameCells(pages, cell), cell, more: used - drawn };
}

function frameCells(pages: PageCell[], cell: number): FrameCell[] {
  const list = pages
    .flatMap(({ page, pfn, mapped }) => (pfn === null ? [] : [{ page, pfn, mapped }]))
    .sort((a, b) => a.pfn - b.pfn);
  let x = 0;
  return list.map((frame, i) => {
    const apart = i > 0 && list[i - 1].pfn + 1 !== frame.pfn;
    if (apart) x += APART;
    const placed = { ...frame, x, apart };
    x += cell;
    return placed;
  });
}

// 0x7409-0x740b, 0x7410: what the table says of an area's frames.
export function framesText(area: VmallocArea, most = 3): string {
  const one = (n: number) => "0x" + n.toString(16);
  const told = area.runs
    .slice(0, most)
    .map((run) => (run.pages > 1 ? `${one(run.pfn)}-${one(run.pfn + run.pages - 1)}` : one(run.pfn)));
  return told.join(", ") + (area.runs_total > most ? ` +${area.runs_total - most}` : "");
}
