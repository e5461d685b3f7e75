// Zones, pageblocks, the flags word and the GFP mask as drawings.
import { describe, expect, it } from "vitest";
import {
  fitZoom,
  held,
  levelsOf,
  paintWorld,
  pfnAt,
  placeOf,
  rankOf,
  rankOfNumbers,
  worldOf,
  zoomed,
} from "./bigmap";
import { cellsOf, toggled } from "./gfp";
import { blocksOf, fillOf, gridOf } from "./pageblocks";
import { wordCells, wordLabels } from "./pageword";
import type { GfpData, PageblocksData, WordField, ZoneRow, ZonesData } from "./types";
import { partsOf, requesterOf, reserveFor, verdictOf, zoneGauge } from "./zones";

const say = (text: string) => ({ en: text, zh: text });
const zone = (over: Partial<ZoneRow>): ZoneRow => ({
  ...{ name: "DMA32", what: say(""), start: 4096, spanned: 1000, present: 900, managed: 800, free: 500 },
  ...{ cma: 0, highatomic: 0, pcp: 40, marks: { min: 100, low: 125, high: 150 }, changed: [] },
  asks: [{ zone: "DMA32", reserve: 0, low: true, min: true }],
  ...over,
});

describe("a zone's bar", () => {
  it("adds up to what the zone spans, without gaps", () => {
    const parts = partsOf(zone({}));
    expect(parts.reduce((sum, part) => sum + part.frames, 0)).toBe(1000);
    expect(parts.map((part) => part.kind)).toEqual(["free", "pcp", "used", "boot", "hole"]);
    parts.forEach((part, i) => expect(part.x).toBeCloseTo(i ? parts[i - 1].x + parts[i - 1].w : 0));
    expect(parts.at(-1)!.x + parts.at(-1)!.w).toBeCloseTo(1);
  });
  it("draws a part of one frame, and none that is not there", () => {
    const parts = partsOf(zone({ spanned: 1_000_000, present: 900, pcp: 0 }));
    expect(Math.min(...parts.map((part) => part.w))).toBeGreaterThan(0.01);
    expect(parts.some((part) => part.kind === "pcp")).toBe(false);
  });
});

describe("a zone's gauge", () => {
  const marks = { min: 100, low: 125, high: 150 };
  it("keeps reserve, min, low, high in order, and free on the right side of each", () => {
    for (const reserve of [0, 5, 96, 5000])
      for (const free of [0, 3, reserve, reserve + 101, reserve + 126, reserve + 149, 1e6]) {
        const g = zoneGauge(free, marks, reserve);
        expect(g.reserve).toBeLessThan(g.min);
        expect(g.min).toBeLessThan(g.low);
        expect(g.low).toBeLessThan(g.high);
        for (const name of ["min", "low", "high"] as const)
          expect(g.free > g[name], `${name} ${free} ${reserve}`).toBe(free > reserve + marks[name]);
        expect(g.free).toBeGreaterThanOrEqual(0);
        expect(g.free).toBeLessThan(1);
      }
  });
  it("has no marks before the boot sets them, and does not fall over", () => {
    const g = zoneGauge(10, { min: 0, low: 0, high: 0 }, 0);
    expect(Number.isFinite(g.free)).toBe(true);
  });
});

describe("whom a zone serves", () => {
  const dma = zone({
    name: "DMA",
    asks: [
      { zone: "DMA", reserve: 0, low: true, min: true },
      { zone: "DMA32", reserve: 96, low: false, min: true },
    ],
  });
  const data = {
    zones: [dma, zone({}), zone({ name: "Normal", present: 0, managed: 0, asks: [] })],
    fallbacks: [
      { zone: "DMA", order: ["DMA"] },
      { zone: "Normal", order: ["DMA32", "DMA"] },
    ],
    request: null,
  } as unknown as ZonesData;
  it("is asked for the request's first zone, the reader's choice, or the highest with memory", () => {
    expect(requesterOf(data, null)).toBe("DMA32");
    expect(requesterOf(data, "DMA")).toBe("DMA");
    expect(requesterOf(data, "Normal")).toBe("DMA32");
    expect(requesterOf({ ...data, request: { zone: "DMA" } as ZonesData["request"] }, null)).toBe("DMA");
  });
  it("says what the core said", () => {
    expect(reserveFor(dma, "DMA32")).toBe(96);
    expect(verdictOf(dma, "DMA")).toBe("low");
    expect(verdictOf(dma, "DMA32")).toBe("min");
    expect(verdictOf(data.zones[1], "DMA")).toBe("above");
    expect(verdictOf(data.zones[2], "DMA32")).toBe("empty");
  });
});

describe("pageblocks", () => {
  it("fit, or keep their least size", () => {
    expect(gridOf(56, 560, 200).size).toBeGreaterThan(30);
    const many = gridOf(1024, 500, 100);
    expect(many.size).toBe(10);
    expect(many.cols * many.rows).toBeGreaterThanOrEqual(1024);
  });
  it("show one page of another kind in a full block", () => {
    const data = {
      blocks: [
        [512, 1, 0, 511, 1, 1],
        [1024, 0, 512, 0, 0, 0],
      ],
      types: [{ name: "Unmovable" }, { name: "Movable" }],
      changed: [1024],
    } as unknown as PageblocksData;
    const [mixed, free] = blocksOf(data);
    expect(mixed).toMatchObject({ type: "Movable", mixed: true, changed: false });
    expect(fillOf(mixed).fixed).toBeCloseTo(0.1);
    const fill = fillOf(mixed);
    expect(fill.fixed + fill.movable + fill.free).toBeCloseTo(1);
    expect(fillOf(free)).toEqual({ free: 1, movable: 0, fixed: 0 });
    expect(free.changed).toBe(true);
  });
});

describe("the flags word", () => {
  const flag = (bit: number, value: number): WordField => ({
    ...{ name: `PG_flag${bit}`, hi: bit, lo: bit, value, help: say("") },
  });
  const layout: WordField[] = [
    { name: "zone", hi: 63, lo: 62, value: 1, help: say("") },
    { name: "", hi: 61, lo: 24, value: 0, help: say("") },
    ...Array.from({ length: 24 }, (_, i) => flag(23 - i, 1)),
  ];
  it("fits its width at every size, fields side by side", () => {
    for (const width of [340, 420, 700, 1060]) {
      const cells = wordCells(layout, width);
      cells.forEach((cell, i) => i && expect(cell.x).toBeCloseTo(cells[i - 1].x + cells[i - 1].w));
      expect(cells.at(-1)!.x + cells.at(-1)!.w).toBeLessThanOrEqual(width);
    }
  });
  it("names every set bit, and no two names meet", () => {
    const labels = wordLabels(wordCells(layout, 700), 700);
    expect(labels).toHaveLength(24);
    for (const a of labels)
      for (const b of labels)
        if (a !== b && a.row === b.row && a.x < b.x) expect(a.x + a.text.length * 6).toBeLessThan(b.x);
    expect(wordLabels(wordCells([flag(3, 0)], 700), 700)).toEqual([]);
  });
});

describe("a GFP mask", () => {
  const bit = (name: string, mask: string, on: boolean) => ({ name, mask, on, help: say("") });
  const data = {
    gfp: "0x41",
    groups: [
      { name: "zone", bits: [bit("__GFP_DMA", "0x1", true), bit("__GFP_HIGHMEM", "0x2", false)] },
      { name: "reclaim", bits: [bit("__GFP_IO", "0x40", true)] },
    ],
  } as unknown as GfpData;
  it("is a word, highest bit first, and a bit is switched", () => {
    expect(cellsOf(data).map((cell) => cell.at)).toEqual([6, 1, 0]);
    expect(toggled(data, data.groups[0].bits[0])).toBe(0x40);
    expect(toggled(data, data.groups[0].bits[1])).toBe(0x43);
  });
});

describe("the map of all frames", () => {
  const ink = (fill: number) => ({ fill, line: 9, pattern: () => false });
  const world = worldOf(4 << 20, 9, 1000, 500);
  it("gives every frame one place, and finds it there again", () => {
    expect(world.w * world.h).toBeGreaterThanOrEqual(4 << 20);
    expect(world.w / world.h).toBeGreaterThan(1);
    for (const pfn of [0, 1, 31, 32, 511, 512, 0x1a7b, 0x12345, (4 << 20) - 1]) {
      const { x, y } = placeOf(world, pfn);
      expect(pfnAt(world, x + 0.5, y + 0.5)).toBe(pfn);
    }
    expect(pfnAt(world, -1, 0)).toBeNull();
    expect(pfnAt(worldOf(100, 9, 100, 100), 31, 15)).toBeNull();
  });
  it("fills the room it has, whatever its shape, and begins rows at rounder addresses where that costs nothing", () => {
    for (const [mib, least] of [
      [16 << 10, 0.93],
      [128, 0.69],
    ])
      for (let w = 320; w <= 1600; w += 64)
        for (let h = 100; h <= 900; h += 50) {
          const fit = worldOf(mib << 8, 9, w, h);
          expect(fit.tiles * Math.ceil(fit.h / fit.th) * 512).toBeGreaterThanOrEqual(mib << 8);
          const zoom = fitZoom(fit, w, h);
          if (zoom < 26) expect((zoom * zoom * (mib << 8)) / (w * h), `${mib} MiB, ${w} x ${h}`).toBeGreaterThan(least);
        }
    expect(worldOf(4 << 20, 9, 1000, 500).tiles % 4).toBe(0);
    expect(worldOf(32768, 9, 512, 256).tiles).toBe(8);
  });
  it("keeps the frame under the pointer while it zooms, within its limits", () => {
    const start = { x: 0, y: 0, zoom: fitZoom(world, 1000, 500) };
    const near = zoomed(world, start, 40, 300, 200, 1000, 500);
    expect(near.x + 300 / near.zoom).toBeCloseTo(300 / start.zoom, 6);
    expect(zoomed(world, near, 1e9, 300, 200, 1000, 500).zoom).toBe(26);
    expect(zoomed(world, near, 1e-9, 300, 200, 1000, 500)).toEqual(start);
    expect(held(world, { x: 1e9, y: -5, zoom: 26 }, 1000, 500)).toMatchObject({ x: world.w - 1000 / 26, y: 0 });
  });
  it("shows one used frame among four million at every zoom", () => {
    const bytes = new Uint8Array(4 << 20).fill(1);
    const pfn = 0x2abcd;
    bytes[pfn] = 3;
    const levels = levelsOf(world, bytes, rankOf(["absent", "free", "pcp", "anon"], { free: 4e6, anon: 1 }), 0);
    const inks = [null, ink(11), ink(22), ink(33)];
    for (const zoom of [fitZoom(world, 1000, 500), 0.4, 0.5, 0.7, 0.99, 1, 3, 8]) {
      const place = placeOf(world, pfn);
      const camera = held(world, { x: place.x - 20, y: place.y - 20, zoom }, 1000, 500);
      const px = new Uint32Array(1000 * 500);
      paintWorld(px, 1000, 500, world, camera, levels, inks);
      expect(px.includes(33), `zoom ${zoom}`).toBe(true);
      expect(px.includes(11)).toBe(true);
      const [x, y] = [(place.x + 0.5 - camera.x) * zoom, (place.y + 0.5 - camera.y) * zoom];
      if (zoom >= 1) expect(px[Math.floor(y) * 1000 + Math.floor(x)]).toBe(33);
    }
  });
  it("paints each pixel with its frame's ink, a pattern only where it has room", () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, pfn) => [1, 1, 2, 3][(pfn >> 2) % 4]);
    bytes.fill(3, 512, 900);
    const small = worldOf(4096, 9, 200, 100);
    const levels = levelsOf(small, bytes, rankOfNumbers(), 0);
    const dotted = { fill: 33, line: 99, pattern: (x: number, y: number) => (x + y) % 3 === 0 };
    const inks = [null, ink(11), ink(22), dotted];
    for (const [zoom, dx] of [[1, 3], [2, 0], [2.5, 17]]) {
      const camera = { x: dx, y: 1, zoom };
      const px = new Uint32Array(200 * 100).fill(7);
      paintWorld(px, 200, 100, small, camera, levels, inks);
      for (let y = 0; y < 100; y++) {
        const codes = Array.from({ length: 200 }, (_, x) => {
          const pfn = pfnAt(small, camera.x + (x + 0.5) / zoom, camera.y + (y + 0.5) / zoom);
          return pfn === null ? 0 : bytes[pfn];
        });
        codes.forEach((code, x) => {
          const from = codes.slice(0, x).findLastIndex((one) => one !== code) + 1;
          const behind = codes.slice(x).findIndex((one) => one !== code);
          const room = (behind < 0 ? 200 : x + behind) - from >= 6;
          const want = code === 3 && room && (x + y) % 3 === 0 ? 99 : [0, 11, 22, 33][code];
          if (px[y * 200 + x] !== want) expect(px[y * 200 + x], `${x},${y} at zoom ${zoom}`).toBe(want);
        });
      }
    }
  });
  it("puts a code's letter into the middle of each of its cells, by its alpha", () => {
    const small = worldOf(512, 9, 640, 320);
    const levels = levelsOf(small, new Uint8Array(512).fill(1), rankOfNumbers(), 0);
    const stamp = { size: 2, px: Uint32Array.from([0xff0000ff, 0, 0x80ffffff, 0]) };
    const px = new Uint32Array(40 * 40);
    const inks = [null, { fill: 0xff000000, line: 0, pattern: () => false, stamp }];
    paintWorld(px, 40, 40, small, { x: 0, y: 0, zoom: 20 }, levels, inks);
    for (const [x, y] of [[0, 0], [20, 0], [0, 20]]) {
      expect(px[(y + 9) * 40 + x + 9]).toBe(0xff0000ff);
      expect(px[(y + 10) * 40 + x + 9]).toBe(0xff808080);
      expect(px[(y + 9) * 40 + x + 10]).toBe(0xff000000);
      expect(px[y * 40 + x]).toBe(0); // the gap
    }
  });
  it("takes over the pageblocks that did not change", () => {
    const bytes = new Uint8Array(4096).fill(1);
    const tiny = worldOf(4096, 9, 100, 100);
    const rank = rankOfNumbers();
    const one = levelsOf(tiny, bytes, rank, 0);
    const next = bytes.slice();
    next[1000] = 7;
    expect(levelsOf(tiny, next, rank, 0, one)).toEqual(levelsOf(tiny, next, rank, 0));
    expect(levelsOf(tiny, bytes, rank, 0, levelsOf(tiny, next, rank, 0, one))).toEqual(one);
  });
  it("never draws what lies past the last frame", () => {
    const small = worldOf(700, 9, 64, 64);
    const levels = levelsOf(small, new Uint8Array(700).fill(1), rankOfNumbers(), 0);
    const px = new Uint32Array(64 * 64);
    paintWorld(px, 64, 64, small, { x: 0, y: 0, zoom: 1 }, levels, [null, ink(11)]);
    expect(px.filter((one) => one === 11)).toHaveLength(700);
  });
});
