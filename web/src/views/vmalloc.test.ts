import { expect, test } from "vitest";
import type { VmallocArea, VmallocData } from "./types";
import { areaBoxes, closeUp, framesText, pageCells } from "./vmalloc";

const area = (start: number, pages: number, more: Partial<VmallocArea> = {}): VmallocArea => ({
  id: `vmap_area:${start}`,
  start: "0x" + (start * 4096).toString(16),
  end: "0x" + ((start + pages) * 4096).toString(16),
  kind: "vmalloc",
  pages,
  guard: 1,
  caller: null,
  phys: null,
  array_in_vmalloc: false,
  changed: false,
  runs: [],
  runs_total: 0,
  ...more,
});
const data = (areas: VmallocArea[]): VmallocData => ({
  start: "0x1000",
  end: "0x100000000",
  max_pfn: 32768,
  lazy_nr: 0,
  lazy_max: 8192,
  cache: { area: null, behind: "0x1000", hole: "0x0", vstart: "0x1000", align: "0x1" },
  areas,
  shown: areas.length,
  total: areas.length,
});

test("areas keep their order and their neighbourhood, and only long holes are cut", () => {
  const boxes = areaBoxes(data([area(1, 4), area(5, 2), area(10, 2), area(5000, 300)]), 600);
  expect(boxes[0].x).toBe(0);
  expect(boxes[1].x).toBeCloseTo(boxes[0].x + boxes[0].w);
  expect(boxes[2].x).toBeGreaterThan(boxes[1].x + boxes[1].w);
  expect(boxes.map((box) => box.broken)).toEqual([false, false, false, true]);
  expect(boxes[3].w).toBeGreaterThan(boxes[0].w);
  expect(boxes[3].x + boxes[3].w).toBeLessThanOrEqual(600);
  expect(boxes.every((box) => box.guard >= 6)).toBe(true);
});

test("pages stand in a row, their frames where they lie", () => {
  const one = area(1, 4, {
    runs: [
      { page: 0, pages: 1, pfn: 0x80, mapped: true },
      { page: 1, pages: 2, pfn: 0x10, mapped: false },
    ],
    runs_total: 2,
  });
  const close = pageCells(one, 400);
  expect(close.pages.map((page) => page.pfn)).toEqual([0x80, 0x10, 0x11, null]);
  expect(close.pages.map((page) => page.guard)).toEqual([false, false, false, true]);
  expect(close.frames.map((frame) => [frame.pfn, frame.page, frame.apart])).toEqual([
    [0x10, 1, false],
    [0x11, 2, false],
    [0x80, 0, true],
  ]);
  expect(close.more).toBe(0);
  expect(framesText(one)).toBe("0x80, 0x10-0x11");
});

test("what does not fit is counted", () => {
  const close = pageCells(area(1, 201), 320);
  expect(close.pages.length + close.more).toBe(201);
  expect(close.pages.at(-1)).toMatchObject({ guard: true, page: 200 });
});

test("the close-up is the reader's choice, then what changed", () => {
  const all = data([area(1, 2), area(3, 2, { changed: true })]);
  expect(closeUp(all, null)?.id).toBe("vmap_area:3");
  expect(closeUp(all, "vmap_area:1")?.id).toBe("vmap_area:1");
  expect(closeUp(data([]), null)).toBeNull();
});
