// The map of all frames, to be panned and zoomed: pageblocks are tiles of 32 frames a row, tiles run left to right and
// down. A frame's place in the bytes is the sum of a part that only its row decides and one that only its column
// does, so a picture is one table look-up a pixel whatever the zoom. Zoomed out, a smaller picture of the same is read
// (a level: a quarter of the cells of the one before, each the rarest use of its four), so that one used frame stays
// in sight. Pure: the canvas only shows the result.
import { clamp } from "./fmt";
import { PATTERNS, type Ink } from "./map";

export const TILE_W = 32;

export interface World {
  frames: number;
  order: number; // of a pageblock
  tw: number; // a tile in frames
  th: number;
  tiles: number; // across
  w: number; // all of it in frames
  h: number;
}

export interface Camera {
  x: number; // the world's place at the picture's left upper corner, in frames
  y: number;
  zoom: number; // pixels a frame
}

// As many tiles a row as let frames be largest, or nearly so and a rounder number, so that rows begin at round addresses.
export function worldOf(frames: number, order: number, w: number, h: number): World {
  const tw = TILE_W;
  const th = 2 ** order / tw;
  const blocks = Math.max(1, Math.ceil(frames / 2 ** order));
  const zooms = new Float64Array(blocks + 1);
  for (let tiles = 1; tiles <= blocks; tiles++) zooms[tiles] = fitZoom(sizeOf(tiles), w, h);
  function sizeOf(tiles: number) {
    return { w: tiles * tw, h: Math.ceil(blocks / tiles) * th };
  }
  const least = zooms.reduce((a, b) => Math.max(a, b)) * 0.98;
  const round = (tiles: number) => tiles & -tiles;
  let best = 0;
  zooms.forEach((zoom, tiles) => {
    if (tiles && zoom >= least && round(tiles) >= round(best)) best = tiles;
  });
  return { frames, order, tw, th, tiles: best, ...sizeOf(best) };
}

export function placeOf(world: World, pfn: number): { x: number; y: number } {
  const block = Math.floor(pfn / 2 ** world.order);
  const inside = pfn - block * 2 ** world.order;
  return {
    x: (block % world.tiles) * world.tw + (inside % world.tw),
    y: Math.floor(block / world.tiles) * world.th + Math.floor(inside / world.tw),
  };
}

export function pfnAt(world: World, x: number, y: number): number | null {
  const [cx, cy] = [Math.floor(x), Math.floor(y)];
  if (cx < 0 || cy < 0 || cx >= world.w || cy >= world.h) return null;
  const block = Math.floor(cy / world.th) * world.tiles + Math.floor(cx / world.tw);
  const pfn = block * 2 ** world.order + (cy % world.th) * world.tw + (cx % world.tw);
  return pfn < world.frames ? pfn : null;
}

export const MOST = 26; // pixels a frame

export function fitZoom(world: { w: number; h: number }, w: number, h: number): number {
  return Math.min(MOST, w / world.w, h / world.h);
}

// Never smaller than the whole, never larger than MOST, never off the picture.
export function held(world: World, camera: Camera, w: number, h: number): Camera {
  const zoom = clamp(camera.zoom, fitZoom(world, w, h), MOST);
  const hold = (at: number, size: number, room: number) =>
    size * zoom <= room ? 0 : clamp(at, 0, size - room / zoom);
  return { x: hold(camera.x, world.w, w), y: hold(camera.y, world.h, h), zoom };
}

// The frame under the pointer stays under it.
export function zoomed(world: World, camera: Camera, by: number, px: number, py: number, w: number, h: number): Camera {
  const zoom = clamp(camera.zoom * by, fitZoom(world, w, h), MOST);
  const x = camera.x + px / camera.zoom - px / zoom;
  const y = camera.y + py / camera.zoom - py / zoom;
  return held(world, { x, y, zoom }, w, h);
}

export interface Level {
  bytes: Uint8Array;
  tw: number; // a tile's cells in this level
  th: number;
}

// Codes by how rare they are: of several, the one that is drawn. `free` and `absent` come last.
export function rankOf(codes: string[], uses: Record<string, number>): Uint8Array {
  const rank = new Uint8Array(256);
  const quiet = (name: string) => (name === "absent" ? 0 : name === "free" ? 1 : 2);
  const sorted = codes
    .map((name, code) => ({ code, quiet: quiet(name), n: uses[name] ?? 0 }))
    .sort((a, b) => a.quiet - b.quiet || b.n - a.n);
  sorted.forEach(({ code }, i) => (rank[code] = i + 1));
  return rank;
}

// Of orders and types the higher code wins, except 0xff: none.
export function rankOfNumbers(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (code === 0xff ? 0 : code + 1));
}

// One pageblock of a level out of the same block of the level before it.
function halve(from: Level, to: Level, rank: Uint8Array, block: number): void {
  const { bytes: src, tw: sw } = from;
  let at = block * to.tw * to.th;
  for (let y = 0; y < to.th; y++)
    for (let x = 0; x < to.tw; x++, at++) {
      const of = block * sw * from.th + y * 2 * sw + x * 2;
      let best = src[of];
      if (rank[src[of + 1]] > rank[best]) best = src[of + 1];
      if (rank[src[of + sw]] > rank[best]) best = src[of + sw];
      if (rank[src[of + sw + 1]] > rank[best]) best = src[of + sw + 1];
      to.bytes[at] = best;
    }
}

export interface Levels {
  list: Level[];
  rank: Uint8Array;
}

export const same = (a: Uint8Array, b: Uint8Array, from = 0, to = Math.max(a.length, b.length)): boolean => {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
};

// The bytes of all frames, then ever smaller ones, down to two cells a pageblock. A step changes few pageblocks: the
// others are those of the picture before.
export function levelsOf(
  world: World,
  bytes: Uint8Array,
  rank: Uint8Array,
  absent: number,
  before: Levels | null = null,
): Levels {
  const size = world.tw * world.th;
  const blocks = Math.ceil(bytes.length / size);
  const whole = bytes.length === blocks * size ? bytes : new Uint8Array(blocks * size).fill(absent);
  if (whole !== bytes) whole.set(bytes);
  const list: Level[] = [{ bytes: whole, tw: world.tw, th: world.th }];
  const kept = before && before.list[0].bytes.length === whole.length && same(rank, before.rank) ? before : null;
  for (let last = list[0]; last.th >= 2 && last.tw >= 4; last = list[list.length - 1]) {
    const cells = (blocks * last.tw * last.th) / 4;
    const had = kept?.list[list.length].bytes;
    list.push({ bytes: had ? had.slice() : new Uint8Array(cells), tw: last.tw / 2, th: last.th / 2 });
  }
  for (let block = 0; block < blocks; block++) {
    if (kept && same(whole, kept.list[0].bytes, block * size, (block + 1) * size)) continue;
    for (let n = 1; n < list.length; n++) halve(list[n - 1], list[n], rank, block);
  }
  return { list, rank };
}

// The finest level of which a cell is a pixel at least: none is passed over.
export function levelFor(levels: Level[], zoom: number): number {
  return clamp(Math.ceil(Math.log2(1 / zoom) - 1e-9), 0, levels.length - 1);
}

interface Axis {
  from: number; // frames
  limit: number;
  tile: number; // cells of a tile along this axis
  stride: number; // from tile to tile, in bytes
  step: number; // from cell to cell
}

// For each pixel the part of a cell's place that its column (or row) decides; -1: off the world.
function parts(n: number, zoom: number, scale: number, axis: Axis): Int32Array {
  const list = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const frame = axis.from + (i + 0.5) / zoom;
    const cell = Math.floor(frame / scale);
    const out = frame < 0 || frame >= axis.limit;
    list[i] = out ? -1 : Math.floor(cell / axis.tile) * axis.stride + (cell % axis.tile) * axis.step;
  }
  return list;
}

const NOTHING = 256; // the code where the world has no frame

// The codes of a picture's rows. Neighbouring rows of one frame are one row: `next` says whether it is another.
class Rows {
  readonly codes: Uint16Array;
  private row = -2;
  private rows: Int32Array;
  private cols: Int32Array;
  private inside: number; // columns of the world; the picture may be wider
  constructor(
    w: number,
    h: number,
    world: World,
    camera: Camera,
    private level: Level,
    scale: number,
  ) {
    const { tw, th } = level;
    const across: Axis = { from: camera.x, limit: world.w, tile: tw, stride: tw * th, step: 1 };
    const down: Axis = { from: camera.y, limit: world.h, tile: th, stride: tw * th * world.tiles, step: tw };
    this.cols = parts(w, camera.zoom, scale, across);
    this.rows = parts(h, camera.zoom, scale, down);
    this.codes = new Uint16Array(w);
    const off = this.cols.indexOf(-1);
    this.inside = off < 0 ? w : off;
  }
  next(y: number): boolean {
    const { codes, cols, inside } = this;
    const { bytes } = this.level;
    const row = this.rows[y];
    if (row === this.row) return false;
    this.row = row;
    let n = row < 0 ? 0 : inside;
    while (n > 0 && row + cols[n - 1] >= bytes.length) n--; // the last row of tiles may be short
    for (let x = 0; x < n; x++) codes[x] = bytes[row + cols[x]];
    codes.fill(NOTHING, n);
    return true;
  }
}

// Paints the picture (w by h device pixels; `zoom` of the camera in device pixels).
export function paintWorld(
  px: Uint32Array,
  w: number,
  h: number,
  world: World,
  camera: Camera,
  { list }: Levels,
  inks: Inks,
): void {
  const n = levelFor(list, camera.zoom);
  const rows = new Rows(w, h, world, camera, list[n], 2 ** n);
  if (camera.zoom >= 6) paintCells(px, w, h, camera, rows, inks);
  else paintRuns(px, w, h, rows, inks);
}

// A letter as pixels with their alpha, to lie in the middle of a cell.
export interface Stamp {
  size: number;
  px: Uint32Array;
}
export type Inks = ((Ink & { stamp?: Stamp | null }) | null)[];

const PERIOD = 60; // every pattern repeats after so many pixels, across and down
const RUN = 6; // pixels that a pattern needs to be read as one
const WIDE = 32; // from here on the array's own copying is faster than a loop

// What is drawn from is made once for each set of inks: a pattern is asked pixel by pixel.
interface Drawn {
  fills: Uint32Array;
  patterned: boolean[];
  lines: Map<number, Uint32Array>; // code and y: a line of its pattern, as long as the widest picture so far
  zoom: number; // of `cells`
  cells: Uint32Array;
}
const made = new WeakMap<Inks, Drawn>();

function drawnOf(inks: Inks): Drawn {
  let drawn = made.get(inks);
  if (!drawn) {
    const fills = new Uint32Array(NOTHING + 1);
    inks.forEach((ink, code) => (fills[code] = ink?.fill ?? 0));
    const patterned = inks.map((ink) => ink !== null && ink.pattern !== PATTERNS.plain);
    drawn = { fills, patterned, lines: new Map(), zoom: 0, cells: new Uint32Array() };
    made.set(inks, drawn);
  }
  return drawn;
}

function lineOf({ lines }: Drawn, ink: Ink, code: number, y: number, w: number): Uint32Array {
  const key = code * PERIOD + y;
  let line = lines.get(key);
  if (!line || line.length < w) {
    line = Uint32Array.from({ length: w }, (_, x) => (ink.pattern(x % PERIOD, y) ? ink.line : ink.fill));
    lines.set(key, line);
  }
  return line;
}

// Below the size of a cell one pattern runs over all neighbours of a kind, still on the screen as the map moves under it.
function paintRuns(px: Uint32Array, w: number, h: number, rows: Rows, inks: Inks): void {
  const drawn = drawnOf(inks);
  const { fills, patterned } = drawn;
  const { codes } = rows;
  const starts = new Uint32Array(w + 1); // where the row's runs begin; the end of the last
  let runs = 0;
  let plain = false; // no run of the row shows a pattern
  const split = () => {
    runs = 0;
    plain = true;
    for (let x = 0; x < w; runs++) {
      const code = codes[x];
      starts[runs] = x;
      for (x++; x < w && codes[x] === code; x++);
      plain &&= !patterned[code] || x - starts[runs] < RUN;
    }
    starts[runs] = w;
  };
  for (let y = 0, base = 0; y < h; y++, base += w) {
    if (rows.next(y)) split();
    else if (plain) {
      px.copyWithin(base, base - w, base);
      continue;
    }
    for (let run = 0; run < runs; run++) {
      const [start, end] = [starts[run], starts[run + 1]];
      const code = codes[start];
      const ink = end - start >= RUN && patterned[code] ? inks[code] : null;
      if (ink) {
        const line = lineOf(drawn, ink, code, y % PERIOD, w);
        if (end - start < WIDE) for (let x = start; x < end; x++) px[base + x] = line[x];
        else px.set(line.subarray(start, end), base + start);
      } else if (end - start < WIDE) for (let x = start; x < end; x++) px[base + x] = fills[code];
      else px.fill(fills[code], base + start, base + end);
    }
  }
}

// One colour over another, by its alpha.
function mix(over: number, under: number): number {
  const part = (over >>> 24) / 255;
  const channel = (at: number) => Math.round(((over >>> at) & 255) * part + ((under >>> at) & 255) * (1 - part)) << at;
  return (0xff000000 | channel(16) | channel(8) | channel(0)) >>> 0;
}

function print(cell: Uint32Array, side: number, zoom: number, { size, px }: Stamp): void {
  const off = Math.round((zoom - size) / 2);
  for (let y = Math.max(1, off); y < Math.min(side, off + size); y++)
    for (let x = Math.max(1, off); x < Math.min(side, off + size); x++)
      cell[y * side + x] = mix(px[(y - off) * size + x - off], cell[y * side + x]);
}

// Every code's cell of `side` pixels: its pattern and its letter, behind a gap of one pixel above and to the left.
function cellsOf(inks: Inks, side: number, zoom: number): Uint32Array {
  const drawn = drawnOf(inks);
  if (drawn.zoom === zoom) return drawn.cells;
  const cells = new Uint32Array((NOTHING + 1) * side * side);
  for (const [code, ink] of inks.entries()) {
    if (!ink) continue;
    const cell = cells.subarray(code * side * side, (code + 1) * side * side);
    for (let y = 1; y < side; y++)
      for (let x = 1; x < side; x++) cell[y * side + x] = ink.pattern(x + 3, y + 3) ? ink.line : ink.fill;
    if (ink.stamp) print(cell, side, zoom, ink.stamp);
  }
  Object.assign(drawn, { zoom, cells });
  return cells;
}

// Cells with their pattern and a gap of one pixel between them: each code's cell is drawn once and then copied.
function paintCells(px: Uint32Array, w: number, h: number, camera: Camera, rows: Rows, inks: Inks): void {
  const { zoom } = camera;
  const side = Math.ceil(zoom) + 1;
  const cells = cellsOf(inks, side, zoom);
  const { codes } = rows;
  const within = (i: number, from: number) => {
    const at = from + (i + 0.5) / zoom;
    return Math.floor((at - Math.floor(at)) * zoom);
  };
  const lx = Int32Array.from({ length: w }, (_, i) => within(i, camera.x));
  const from = new Int32Array(w); // where a pixel's column of its cell begins
  for (let y = 0, at = 0; y < h; y++) {
    if (rows.next(y)) for (let x = 0; x < w; x++) from[x] = codes[x] * side * side + lx[x];
    const ly = within(y, camera.y) * side;
    for (let x = 0; x < w; x++, at++) px[at] = cells[from[x] + ly];
  }
}
