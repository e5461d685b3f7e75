// The frame map as arithmetic: how many frames a cell and a row hold at each scale, where a frame lies, and the
// pixels themselves. Nothing here touches the page, so that it can be tested; the canvas only shows the result.
import { clamp } from "./fmt";

export interface MapWindow {
  from: number;
  count: number;
  per: number; // frames a cell, a power of two
  cols: number;
  rows: number;
  cw: number; // a cell's pitch in pixels
  ch: number;
  gap: number; // of the pitch, how many pixels stay empty
}

export const rowFrames = (win: MapWindow) => win.cols * win.per;
export const widthOf = (win: MapWindow) => win.cols * win.cw;
export const heightOf = (win: MapWindow) => win.rows * win.ch;

const pow2At = (n: number) => 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, n))));

// A stretch of memory in w by h pixels: rows of whole pageblocks, at least two pixels tall, cells of a power of two.
export function stretch(from: number, count: number, block: number, w: number, h: number): MapWindow {
  const mostRows = Math.max(1, Math.floor(h / 2));
  const inRow = Math.max(block, pow2At(count / mostRows));
  const rows = Math.max(1, Math.ceil(count / inRow));
  const per = Math.min(inRow, pow2At(inRow / Math.max(1, w)));
  const cols = inRow / per;
  return {
    from,
    count,
    per,
    cols,
    rows,
    cw: Math.max(1, Math.floor(w / cols)),
    ch: clamp(Math.floor(h / rows), 2, 24),
    gap: 0,
  };
}

// One pageblock, frame by frame.
export function blockWindow(pfn: number, order: number, w: number, h: number): MapWindow {
  const count = 2 ** order;
  const from = pfn - (pfn % count);
  const cols = 2 ** Math.ceil((order + 1) / 2);
  const rows = count / cols;
  const cw = clamp(Math.floor(w / cols), 4, 26);
  return { from, count, per: 1, cols, rows, cw, ch: clamp(Math.floor(h / rows), 4, 22), gap: 1 };
}

// From the whole machine down to one pageblock: as few scales as let every click land on what it shows. They share
// `w` pixels side by side (stacked: each has them all); the upper scales take widths that are powers of two, since
// their cells are, and the pageblock takes what is left.
export function scales(
  max: number,
  order: number,
  pfn: number,
  w: number,
  h: number,
  stacked = false,
): MapWindow[] {
  const block = 2 ** order;
  const three = max / Math.max(1, Math.floor(h / 2)) > block * 4;
  const upper = three ? 2 : 1;
  const share = stacked ? w : (w - 4 * 2 ** Math.ceil((order + 1) / 2)) / upper - 40;
  const mapWidth = 2 ** Math.floor(Math.log2(Math.max(64, share)));
  const list = [stretch(0, max, block, mapWidth, h)];
  if (three) {
    const inRow = rowFrames(list[0]);
    const from = pfn - (pfn % inRow);
    list.push(stretch(from, Math.min(inRow, max - from), block, mapWidth, h));
  }
  const left = stacked ? w : w - list.reduce((sum, win) => sum + widthOf(win) + 40, 0);
  list.push(blockWindow(pfn, order, left, h));
  return list;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

// The rows that a range of frames touches: one box when it stays in a row, else the whole rows from first to last.
export function boxOf(win: MapWindow, first: number, count: number): Box | null {
  const low = Math.max(first, win.from) - win.from;
  const high = Math.min(first + count, win.from + win.count) - win.from;
  if (low >= high) return null;
  const inRow = rowFrames(win);
  const top = Math.floor(low / inRow);
  const bottom = Math.floor((high - 1) / inRow);
  if (top !== bottom) return { x: 0, y: top * win.ch, w: widthOf(win), h: (bottom - top + 1) * win.ch };
  const left = Math.floor((low % inRow) / win.per);
  const right = Math.floor(((high - 1) % inRow) / win.per);
  return { x: left * win.cw, y: top * win.ch, w: (right - left + 1) * win.cw, h: win.ch };
}

export function frameAt(win: MapWindow, x: number, y: number): number | null {
  const col = Math.floor(x / win.cw);
  const row = Math.floor(y / win.ch);
  if (col < 0 || col >= win.cols || row < 0 || row >= win.rows) return null;
  const pfn = win.from + row * rowFrames(win) + col * win.per;
  return pfn < win.from + win.count ? pfn : null;
}

export type Pattern = (x: number, y: number) => boolean;
export interface Ink {
  fill: number; // 0xAABBGGRR, 0: nothing is drawn
  line: number;
  pattern: Pattern;
}

const plain: Pattern = () => false;
export const PATTERNS: Record<string, Pattern> = {
  plain,
  dots: (x, y) => (x & 3) < 2 && (y & 3) < 2,
  level: (_x, y) => y % 4 === 0,
  rising: (x, y) => (x + y) % 5 === 0,
  falling: (x, y) => (x - y + 5000) % 5 === 0,
  grid: (x, y) => x % 3 === 0 || y % 3 === 0,
  upright: (x) => x % 5 === 0,
};

// How many cells from here on in this row hold the same: a pattern needs six pixels to be read as one.
function runLength(bytes: Uint8Array, at: number, end: number): number {
  let n = at + 1;
  while (n < end && bytes[n] === bytes[at]) n++;
  return n - at;
}

function fillRun(
  px: Uint32Array,
  stride: number,
  box: Box,
  ink: Ink,
  patterned: boolean,
  local: boolean,
): void {
  for (let dy = 0; dy < box.h; dy++) {
    const base = (box.y + dy) * stride;
    for (let x = box.x; x < box.x + box.w; x++) {
      const lit = patterned && (local ? ink.pattern(x - box.x + 4, dy + 4) : ink.pattern(x, box.y + dy));
      px[base + x] = lit ? ink.line : ink.fill;
    }
  }
}

// Paints one window into px (width times height of the window). Cells of seven pixels or more restart their
// pattern, smaller ones share one texture over the run, so that it is the same at every zoom.
export function paint(
  px: Uint32Array,
  win: MapWindow,
  bytes: Uint8Array,
  inks: (code: number) => Ink | null,
): void {
  const stride = widthOf(win);
  px.fill(0);
  for (let row = 0; row < win.rows; row++) {
    const end = Math.min((row + 1) * win.cols, bytes.length);
    let at = row * win.cols;
    while (at < end) {
      const run = runLength(bytes, at, end);
      const ink = inks(bytes[at]);
      const large = win.cw >= 7;
      const step = large || win.gap > 0 ? 1 : run;
      for (let n = 0; ink && n < run; n += step) {
        const x = ((at + n) % win.cols) * win.cw;
        const box = { x, y: row * win.ch, w: step * win.cw - win.gap, h: win.ch - win.gap };
        fillRun(px, stride, box, ink, large || run * win.cw >= 6, large);
      }
      at += run;
    }
  }
}

// "#rrggbb" as the canvas's little-endian word.
export function word(hex: string): number {
  const v = parseInt(hex.replace("#", "").slice(0, 6), 16) || 0;
  return (0xff000000 | ((v & 255) << 16) | (v & 0xff00) | (v >> 16)) >>> 0;
}

// A colour between two: the ramp of orders.
export function blend(a: number, b: number, t: number): number {
  const part = (shift: number) => Math.round(((a >>> shift) & 255) * (1 - t) + ((b >>> shift) & 255) * t);
  return (0xff000000 | (part(16) << 16) | (part(8) << 8) | part(0)) >>> 0;
}
