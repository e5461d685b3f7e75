// The arithmetic behind the drawings: ladder, gauge, map, strip, tree, stacks, boot scale.
import { describe, expect, it } from "vitest";
import { lists, scaleOf, stages, story, takings, xAt } from "./boot";
import { deltaOf, gauge, headsThatFit, mover, rowHeight, rungs } from "./ladder";
import {
  blockWindow,
  boxOf,
  frameAt,
  heightOf,
  paint,
  PATTERNS,
  rowFrames,
  scales,
  stretch,
  widthOf,
  word,
} from "./map";
import { fold, shape, shownRegisters, spotY, stackOf, visibleTasks } from "./stacks";
import { markers, spacedLabels, stacked, stripPieces, touchedSpans, treeSpots, xOf } from "./strip";
import type {
  AddressSpaceData,
  BootData,
  BuddyData,
  StacksData,
  StackTask,
  TranslationData,
  Vma,
} from "./types";
import { columnsOf, foldedAfter, rowsAround, signBits } from "./walk";

const buddy = (part: Partial<BuddyData>): BuddyData => ({
  zones: ["DMA32"],
  zone: "DMA32",
  types: [],
  folded: 0,
  orders: [4, 3, 2, 1, 0].map((order) => ({ order, cells: [], nr_free: 0 })),
  free_pages: 0,
  marks: { min: 0, low: 0, high: 0 },
  lowmem_reserve: [],
  pcp: [],
  split: null,
  merge: null,
  watermark_test: null,
  ...part,
});

//  order 4  [ 0x40 ............... 0x4f ]   whole
//  order 3  [ 0x40 keep ][ 0x48 give    ]   done
//  order 2  [keep][give 0x44]                now
describe("the ladder of a split", () => {
  const data = buddy({
    split: {
      pfn: 0x40,
      from: 4,
      to: 1,
      rows: [
        { order: 3, keep: 0x40, give: 0x48, state: "done", step: 5 },
        { order: 2, keep: 0x40, give: 0x44, state: "now", step: 6 },
        { order: 1, keep: 0x40, give: 0x42, state: "future" },
      ],
    },
  });

  it("has the whole block on top, its halves below, nothing under its last order", () => {
    expect(rungs(data).map((rung) => rung.kind)).toEqual(["whole", "halves", "halves", "halves", "idle"]);
    expect(rungs(data)[0].left).toEqual({ first: 0x40, last: 0x4f, role: "whole" });
    expect(rungs(data)[1].right).toEqual({ first: 0x48, last: 0x4f, role: "give" });
  });

  it("sends away the half that is given at this step", () => {
    expect(mover(data)).toEqual({ order: 2, half: { first: 0x44, last: 0x47, role: "give" }, side: "right" });
    expect(mover(buddy({}))).toBeNull();
  });

  it("grows the list on which the given half stands, and no other", () => {
    expect(deltaOf(data, 2, { type: 0, nr: 1, head: [0x44] })).toBe(1);
    expect(deltaOf(data, 2, { type: 1, nr: 1, head: [0x80] })).toBe(0);
    expect(deltaOf(data, 3, { type: 0, nr: 1, head: [0x48] })).toBe(0);
    expect(deltaOf(data, 2, { type: 0, nr: 1, head: [0x44], delta: -1 })).toBe(-1);
  });
});

//  order 3  [ 0x40 buddy ][ 0x44... ours? no: asked and refused ]   stop
//  order 2  [ 0x44 buddy ][ 0x46 ours ]   done
describe("the ladder of a merge", () => {
  const merge = (last: "stop" | "future") =>
    buddy({
      merge: {
        pfn: 0x46,
        from: 1,
        rows: [
          { order: 1, pfn: 0x46, buddy: 0x44, state: "now" },
          { order: 2, pfn: 0x44, buddy: 0x40, state: last },
        ],
      },
    });

  it("puts the lower frame to the left, whosever it is", () => {
    const rung = rungs(merge("stop")).find((one) => one.order === 1);
    expect(rung?.left).toEqual({ first: 0x44, last: 0x45, role: "buddy" });
    expect(rung?.right?.role).toBe("ours");
    expect(mover(merge("stop"))?.side).toBe("left");
  });

  it("ends where the buddy refused", () => {
    expect(rungs(merge("stop")).map((rung) => rung.kind)).toEqual([
      "idle",
      "idle",
      "halves",
      "halves",
      "idle",
    ]);
    expect(rungs(merge("stop"))[2].state).toBe("stop");
  });

  it("ends in one whole block at the highest order", () => {
    const rows = [{ order: 3, pfn: 0x48, buddy: 0x40, state: "done" as const }];
    const top = rungs(buddy({ merge: { pfn: 0x48, from: 3, rows } }))[0];
    expect(top).toMatchObject({ kind: "whole", state: "done", left: { first: 0x40, last: 0x4f } });
  });

  it("is empty before the allocator is up", () => {
    expect(rungs(buddy({ orders: null, types: null }))).toEqual([]);
  });
});

describe("the gauge", () => {
  const marks = { min: 291, low: 363, high: 435 };
  it("keeps the marks apart however much is free", () => {
    const far = gauge(19120, marks);
    expect(far.low - far.min).toBeCloseTo(far.high - far.low, 6);
    expect(far.free).toBeGreaterThan(far.high);
  });
  it("is true between the marks", () => {
    const at = gauge(399, marks);
    expect(at.free).toBeCloseTo((at.low + at.high) / 2, 6);
    expect(gauge(0, marks).free).toBe(0);
    expect(gauge(100, marks).free).toBeLessThan(at.min);
  });
});

describe("rows", () => {
  it("are as tall as fits, within limits", () => {
    expect(rowHeight(330, 11, 20, 30)).toBe(30);
    expect(rowHeight(100, 11, 20, 30)).toBe(20);
    expect(headsThatFit(146, 41)).toBe(2);
    expect(headsThatFit(20, 41)).toBe(0);
  });
});

describe("the frame map", () => {
  it("shows 128 MiB a pageblock a row", () => {
    const win = stretch(0, 32768, 512, 256, 128);
    expect([rowFrames(win), win.rows, win.per, win.cols, win.cw, win.ch]).toEqual([512, 64, 2, 256, 1, 2]);
  });

  it("reaches any of 16 million frames in three scales, each inside the one above", () => {
    const list = scales(16777216, 9, 0x91a7b, 900, 300);
    expect(list).toHaveLength(3);
    for (const win of list) {
      expect(win.from).toBeLessThanOrEqual(0x91a7b);
      expect(win.from + win.count).toBeGreaterThan(0x91a7b);
      expect(win.count / win.per).toBeLessThan(200_000);
    }
    expect(list[2].per).toBe(1);
    expect(list.reduce((sum, win) => sum + widthOf(win), 0)).toBeLessThan(900);
  });

  it("finds every frame again where it drew it", () => {
    for (const win of [
      blockWindow(0x1a7b, 9, 300, 128),
      stretch(0, 32768, 512, 256, 128),
      blockWindow(5, 10, 500, 200),
    ]) {
      for (const pfn of [win.from, win.from + 77, win.from + win.count - 1]) {
        const box = boxOf(win, pfn, 1);
        expect(box).not.toBeNull();
        const found = frameAt(win, box!.x, box!.y) ?? -1;
        expect(Math.floor((found - win.from) / win.per)).toBe(Math.floor((pfn - win.from) / win.per));
      }
    }
  });

  it("has no box for what lies outside, and whole rows for a range over several", () => {
    const win = blockWindow(512, 9, 300, 128);
    expect(boxOf(win, 0, 512)).toBeNull();
    expect(boxOf(win, 512 + 30, 40)).toEqual({ x: 0, y: 0, w: widthOf(win), h: 3 * win.ch });
    expect(frameAt(win, -1, 0)).toBeNull();
  });

  it("paints fill and pattern, leaves gaps and absent frames empty", () => {
    const win = { from: 0, count: 4, per: 1, cols: 2, rows: 2, cw: 8, ch: 8, gap: 1 };
    const px = new Uint32Array(widthOf(win) * heightOf(win));
    const ink = { fill: word("#010203"), line: word("#ffffff"), pattern: PATTERNS.level };
    paint(px, win, Uint8Array.of(1, 0, 0, 1), (code) => (code ? ink : null));
    expect(px[0]).toBe(word("#ffffff"));
    expect(px[16]).toBe(0xff030201);
    expect(px[7]).toBe(0);
    expect(px[8]).toBe(0);
    expect(px[8 * 16 + 8]).not.toBe(0);
  });
});

const vma = (start: string, end: string, pages: number): Vma => ({
  ...{ id: `vma:A:${start}`, start, end, perms: "rw-p", name: "", kind: "anon", pages, present: 0 },
  ...{ flags: [], changed: false, touched: [[0, 1]] as [number, number][] },
});

//  ....//.. [400000] ..//.. [7ffff7ff2000] (end of user space)
describe("the strip", () => {
  const vmas = [vma("0x400000", "0x401000", 1), vma("0x7ffff7ff2000", "0x7ffff7ffa000", 8)];
  const pieces = stripPieces(vmas, "0x7ffffffff000", 1000);

  it("fills its width in the order of addresses", () => {
    expect(pieces.map((piece) => piece.kind)).toEqual(["gap", "vma", "gap", "vma", "gap"]);
    expect(pieces.at(-1)!.x + pieces.at(-1)!.w).toBeCloseTo(1000, 6);
    for (let i = 1; i < pieces.length; i++)
      expect(pieces[i].x).toBeCloseTo(pieces[i - 1].x + pieces[i - 1].w, 6);
  });

  it("is true inside a VMA", () => {
    const [, , , box] = pieces;
    expect(xOf(pieces, 0x7ffff7ff6000n)).toBeCloseTo(box.x + box.w / 2, 6);
    expect(xOf(pieces, 1n << 60n)).toBeNull();
  });

  it("puts marks where they are and leaves out those that are not set", () => {
    const data = {
      start_brk: "0x0",
      brk: "0x0",
      mmap_base: "0x7ffff7ffa000",
      start_stack: "0x0",
    } as AddressSpaceData;
    expect(markers(data, pieces).map((mark) => mark.name)).toEqual(["mmap_base"]);
  });

  it("gives one touched page among many at least a pixel", () => {
    expect(touchedSpans(vma("0x0", "0x1000000", 4096), 50)[0].w).toBe(1);
  });

  it("puts a label that would touch the one before in the row above, and the last one inside the edge", () => {
    const labels = stacked(
      [
        { x: 10, w: 30 },
        { x: 60, w: 60 },
        { x: 95, w: 70 },
      ],
      140,
    );
    expect(labels.map((label) => label.row)).toEqual([0, 0, 1]);
    expect(labels[2].left).toBe(70);
  });
  it("drops labels whole", () => {
    expect(
      spacedLabels([
        { x: 0, w: 50 },
        { x: 40, w: 10 },
        { x: 60, w: 10 },
      ]).map((label) => label.x),
    ).toEqual([0, 60]);
  });
});

describe("the tree", () => {
  it("keeps the order of addresses from left to right", () => {
    const node = (i: number, left: number | null, right: number | null) => ({
      i,
      left,
      right,
      red: false,
      gap: "0x0",
    });
    const spots = treeSpots({ root: 1, nodes: [node(1, 0, 2), node(0, null, null), node(2, null, null)] });
    expect(spots.map((spot) => [spot.i, spot.x, spot.y, spot.parent])).toEqual([
      [0, 0, 1, 1],
      [1, 1, 0, null],
      [2, 2, 1, 1],
    ]);
  });
  it("ends in a tree that points at itself", () => {
    expect(
      treeSpots({ root: 0, nodes: [{ i: 0, left: null, right: 0, red: false, gap: "0x0" }] }).length,
    ).toBeLessThan(60);
  });
});

const task = (name: string, base: bigint, frames: number): StackTask => ({
  ...{ id: "task:" + name, name, pid: 1, state: "R" },
  user_stack: { vma: "0x0", sp: "0x7fffffffe4c8", frames: [{ fn: "main" }, { fn: "f" }] },
  kernel_stack: {
    ...{ base: "0x" + base.toString(16), top: "0x" + (base + 0x4000n).toString(16), size: 16384, used: 100 },
    ...{
      pt_regs: null,
      frames: Array.from({ length: frames }, (_, i) => ({ fn: "f" + i })),
      magic: "0x57ac6e9d",
    },
  },
});

describe("the stacks", () => {
  const tasks = [
    task("A", 0xffff880007410000n, 9),
    task("B", 0xffff880007420000n, 4),
    task("C", 0xffff880007430000n, 1),
  ];
  const rsp = (value: string) => ({ name: "rsp", value, changed: false, points_to: null });
  const data: StacksData = {
    cpu: { mode: "kernel", entered: true, registers: [rsp("0xffff880007423c60")] },
    ...{ current: "A", tasks, tss: null, entry_stack: { top: "0xfffffe0000002200", size: 512, words: [] } },
  };

  it("say whose stack an address lies on, borders included", () => {
    expect(stackOf(data, "0xffff880007423c60")).toEqual({ where: "kernel", task: "B" });
    expect(stackOf(data, "0xffff880007424000")?.task).toBe("B");
    expect(stackOf(data, "0xfffffe0000002200")?.where).toBe("entry");
    expect(stackOf(data, "0x7fffffffe4c8")).toEqual({ where: "user", task: "A" });
    expect(stackOf(data, "__switch_to_asm")).toBeNull();
  });

  it("keep the one rsp is on and current's, in their own order", () => {
    expect(visibleTasks(data, 2).map((one) => one.name)).toEqual(["A", "B"]);
    expect(visibleTasks(data, 1).map((one) => one.name)).toEqual(["B"]);
  });

  it("show the registers that matter, and whichever changes", () => {
    const all = ["rip", "rsp", "rax", "rdi"].map((name) => ({
      ...rsp("0x0"),
      name,
      changed: name === "rdi",
    }));
    expect(shownRegisters(all, 3).map((one) => one.name)).toEqual(["rip", "rsp", "rdi"]);
    expect(shownRegisters(all, 4)).toHaveLength(4);
  });

  it("fold the middle frames when there is little room, never the innermost", () => {
    const folded = fold(tasks[0].kernel_stack!.frames, 6);
    expect(folded).toHaveLength(6);
    expect(folded[2]).toEqual({ folded: 4 });
    expect(folded.at(-1)).toMatchObject({ i: 8 });
    expect(fold([1, 2], 6)).toHaveLength(2);
  });

  it("give all tasks the same rows and point at the innermost frame", () => {
    const at = shape(tasks, 800);
    expect(at.frameRows).toBe(9);
    expect(at.y.end).toBeLessThanOrEqual(800);
    expect(spotY({ where: "kernel", task: "B" }, tasks[1], at)).toBeCloseTo(at.y.frames + 3.5 * 21.5, 6);
    expect(shape(tasks, 380).userRows).toBe(1);
  });
});

describe("the walk", () => {
  it("knows the levels that exist in name only", () => {
    expect(foldedAfter(["PGD", "PUD", "PMD", "PTE"], 0)).toEqual(["P4D"]);
    expect(foldedAfter(["PGD", "PTE"], 0)).toEqual(["P4D", "PUD", "PMD"]);
    expect(foldedAfter(["L1", "L2"], 0)).toEqual([]);
  });

  it("has a column for every field, the walked and the not reached", () => {
    const field = (name: string, hi: number, lo: number) => ({ name, hi, lo, index: 0, bits: "" });
    const level = {
      level: "PGD",
      pfn: 1,
      index: 5,
      entry: "0x0",
      present: false,
      changed: false,
      next_pfn: null,
      flags: [],
      neighbours: [{ index: 4, entry: "0x7" }],
    };
    const data = {
      va: "0xffff880000000000",
      arch: "x86_64",
      fields: [field("PGD", 47, 39), field("PUD", 38, 30), field("offset", 11, 0)],
      walk: [level],
    } as unknown as TranslationData;
    expect(columnsOf(data).map((column) => column.level?.level ?? null)).toEqual(["PGD", null]);
    expect(signBits(data)).toEqual({ hi: 63, lo: 48, text: "1…1" });
    expect(rowsAround(level).map((row) => row.entry)).toEqual(["0x7", "0x0", null]);
  });
});

describe("the boot's scale", () => {
  const data: BootData = {
    e820: [
      { start: "0x0", end: "0x9fbff", type: 1 },
      { start: "0x100000", end: "0x8000000", type: "usable" },
    ],
    memory: [{ base: "0x1000", size: "0x9e000" }],
    reserved: [{ base: "0x100000", size: "0x1000", who: { en: "brk", zh: "brk" } }],
    ...{ bottom_up: false, current_limit: "0x8000000", phase: "memblock" as const, changed: ["reserved:0"] },
    calls: [
      { fn: "start_kernel", file: "init/main.c", depth: 1, first: 2, last: 90, state: "open" },
      { fn: "setup_arch", file: "setup.c", depth: 2, first: 3, last: 40, state: "open" },
      { fn: "e820__memblock_setup", file: "e820.c", depth: 3, first: 10, last: 12, state: "done" },
      { fn: "mem_init", file: "init.c", depth: 2, first: 60, last: 80, state: "future" },
    ],
    taken: [
      { step: 30, base: "0x200000", size: "0x1000", who: null, freed: 31 },
      { step: 11, base: "0x100000", size: "0x1000", who: { en: "brk", zh: "brk" }, freed: null },
      { step: 32, base: "0x0", size: "0x1000", who: { en: "frame 0", zh: "0 号页框" }, freed: null },
    ],
    ...{ taken_total: 3, handed_over: 70 },
  };
  it("tells the boot as functions and what each took, and who owns memory now", () => {
    const en = (who: { en: unknown }) => String(who.en);
    const rows = story(data, 32, en);
    expect(rows.map((row) => row.gains.length)).toEqual([0, 2, 1, 0]);
    expect(rows.filter((row) => row.now).map((row) => row.fn)).toEqual(["setup_arch"]);
    expect(rows[1].gains[0].freed).toBe(true);
    const held = takings(data, 32, en);
    expect(held.map((one) => one.label)).toEqual(["frame 0", "brk"]);
    expect(held.map((one) => one.changed)).toEqual([true, false]);
    const now = (step: number) => stages(data, step).find((stage) => stage.state === "now")?.name;
    expect(now(75)).toBe("buddy");
    expect(now(32)).toBe("memblock");
    expect(stages({ ...data, memory: [] }, 5).map((stage) => stage.state)).toEqual(["now", "future", "future"]);
  });
  it("takes last bytes and ends alike, and knows what changed", () => {
    const all = lists(data, (who) => String(who.en));
    expect(all.e820[0].end).toBe(0x9fc00n);
    expect(all.e820[1].end).toBe(0x8000000n);
    expect([all.reserved[0].changed, all.memory[0].changed]).toEqual([true, false]);
  });
  it("rises with the address and ends at the width", () => {
    const scale = scaleOf(
      lists(data, (who) => String(who.en)),
      600,
    );
    const xs = [0n, 0x1000n, 0x9fc00n, 0x100000n, 0x4000000n, 0x8000000n].map((at) => xAt(scale, at));
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(xs.at(-1)).toBeCloseTo(600, 6);
    expect(new Set(xs).size).toBe(xs.length);
  });
});
