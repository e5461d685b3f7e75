// Which view stands where. Pure: the op's arrangement, what the reader has chosen, and the window's size go in.
import type { OpEntry } from "../engine/protocol";

export type Arrangement = "fault" | "buddy" | "stacks";

export interface Places {
  strip: string | null;
  focus: string;
  support: string[];
}

export interface Wishes {
  focus: string | null; // the reader brought this view into focus
  support: string[]; // the reader asked for these beside it, newest first
}

// Every view, in the fixed order of the shelf.
export const VIEWS = [
  ...["translation", "address_space", "physical", "buddy", "zones", "pageblocks", "gfp", "page"],
  ...["stacks", "slab", "vmalloc", "boot", "proc", "mcu"],
] as const;
export type ViewId = (typeof VIEWS)[number];

const DEFAULTS: Record<Arrangement, Places> = {
  fault: { strip: "address_space", focus: "translation", support: ["physical", "buddy"] },
  buddy: { strip: null, focus: "buddy", support: ["physical", "proc"] },
  stacks: { strip: null, focus: "stacks", support: [] },
};
const BY_FOCUS: Record<string, Arrangement> = {
  buddy: "buddy",
  physical: "buddy",
  zones: "buddy",
  pageblocks: "buddy",
  gfp: "buddy",
  boot: "buddy",
  stacks: "stacks",
  page: "buddy",
  proc: "buddy",
  vmalloc: "buddy",
  slab: "buddy",
  mcu: "stacks",
};
const NEIGHBOURS: Record<string, string[]> = {
  boot: ["physical", "zones"],
  physical: ["buddy", "page"],
  address_space: ["translation", "physical"],
  zones: ["physical", "buddy"],
  pageblocks: ["physical", "buddy"],
  gfp: ["zones", "buddy"],
  page: ["physical", "buddy"],
  proc: ["physical", "buddy"],
  vmalloc: ["physical", "proc"],
  slab: ["physical", "proc"],
  mcu: [],
};

const known = (view: string | null): view is string =>
  view !== null && (VIEWS as readonly string[]).includes(view);

// What an op is about, where the scenario does not say.
const BY_OP: Record<string, string> = {
  ...{ boot: "boot", spawn: "address_space", switch: "stacks", alloc_pages: "buddy", free_pages: "buddy" },
  ...{
    random_alloc: "buddy",
    random_free: "buddy",
    alloc_many: "buddy",
    vmstat_update: "buddy",
    drain_all_pages: "buddy",
    malloc: "address_space",
    free: "address_space",
  },
  ...{
    kmem_cache_create: "slab",
    kmem_cache_alloc: "slab",
    kmem_cache_free: "slab",
    kmalloc: "slab",
    kfree: "slab",
  },
  ...{ kmem_cache_shrink: "slab", kmem_cache_destroy: "slab", cache_reap: "slab", alloc_objects: "slab" },
  ...{ random_objects: "slab", free_objects: "slab" },
  ...{
    mcu_reset: "mcu",
    pool_create: "mcu",
    pool_alloc: "mcu",
    pool_free: "mcu",
    pvPortMalloc: "mcu",
    vPortFree: "mcu",
  },
  ...{ vmalloc: "vmalloc", vzalloc: "vmalloc", vmap: "vmalloc", ioremap: "vmalloc", vfree: "vmalloc" },
  ...{
    vunmap: "vmalloc",
    iounmap: "vmalloc",
    vm_unmap_aliases: "vmalloc",
    kread: "translation",
    kwrite: "translation",
  },
  ...{ mmap: "address_space", munmap: "address_space", brk: "address_space", mprotect: "address_space" },
};

export interface Base {
  layout: Arrangement;
  focus: string | null;
  args?: Record<string, string> | null; // what of the focus the scenario names
}

const inside = (focus: string, args?: Base["args"]): Base => ({
  layout: BY_FOCUS[focus] ?? "fault",
  focus,
  args,
});

// The newest op at or before the step that names an arrangement or a focus rules, so the stage changes between ops
// only, and seldom; before any of them, the op itself says what it is about.
export function arrangementOf(ops: OpEntry[], op: number): Base {
  const last = Math.min(op, ops.length - 1);
  for (let i = last; i >= 0; i--) {
    const { layout, focus, focus_args: args } = ops[i];
    if (layout && layout in DEFAULTS)
      return { layout: layout as Arrangement, focus: known(focus) ? focus : null, args };
    if (known(focus)) return inside(focus, args);
  }
  return inside(BY_OP[ops[last]?.op] ?? "translation");
}

// A story that begins with a process has none to show yet: memory as it is, or what it will look at first.
export function firstPicture(ops: OpEntry[], op: number): Base {
  if (ops[op].op !== "spawn") return arrangementOf(ops, op);
  const focus = ops.slice(op).find((one) => known(one.focus))?.focus ?? "physical";
  return inside(["translation", "address_space", "stacks"].includes(focus) ? "physical" : focus);
}

// The story's view has nothing to show yet: memory has, at every step. What belongs to a program waits as the strip.
export function insteadOf(base: Base): Base {
  const program = ["translation", "address_space"].includes(base.focus ?? DEFAULTS[base.layout].focus);
  return { layout: program ? "fault" : "buddy", focus: "physical" };
}

export function placesFor(base: Base, wishes: Wishes): Places {
  const standard = DEFAULTS[base.layout];
  const wished = known(wishes.focus) ? wishes.focus : null;
  const focus = wished ?? base.focus ?? standard.focus;
  // "focus alone" holds for the scenario's own focus; a view the reader brings in gets its usual neighbours.
  const alone = base.layout === "stacks" && focus === (base.focus ?? standard.focus);
  const room = alone ? wishes.support.length : 2;
  // The strip belongs to the scenario's own focus; a view the reader brings in gets its height as well.
  const strip =
    standard.strip !== focus && (wished === null || wished === standard.focus) ? standard.strip : null;
  const candidates = [
    ...wishes.support,
    ...(NEIGHBOURS[focus] ?? standard.support),
    ...standard.support,
    standard.focus,
  ];
  const support: string[] = [];
  for (const view of candidates) {
    if (support.length === Math.min(room, 2)) break;
    if (known(view) && view !== focus && view !== strip && !support.includes(view)) support.push(view);
  }
  return { strip, focus, support: support.sort((a, b) => order(a) - order(b)) };
}

function order(view: string): number {
  return (VIEWS as readonly string[]).indexOf(view);
}

// What fits at this size; the rest folds into the shelf so that the focus view keeps its size.
// Large type on a projector leaves room for one view.
export function fit(places: Places, width: number, height: number, present = false): Places {
  const support = present || height < 830 || width < 1180 ? [] : places.support;
  const strip = present || height < 600 || width < 900 ? null : places.strip;
  return { ...places, strip, support };
}

export function foldedViews(places: Places): string[] {
  const out = new Set([places.strip, places.focus, ...places.support]);
  return VIEWS.filter((view) => !out.has(view));
}
