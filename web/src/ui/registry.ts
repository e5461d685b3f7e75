// The views and what each asks of the core. `component` is looked up by name, so that a view which is not built
// (yet) leaves an empty panel that says so instead of a broken page.
import type { Component } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { loadMoreWords } from "../i18n";
import type { ViewId } from "./layout";
import type { ViewProps } from "./context";

export interface Facts {
  selected: string | null;
  touched: string | null; // the first page that this step changed
  views: string[]; // what stands on the stage
}

interface ViewEntry {
  file: string; // src/views/<file>.svelte
  words: string; // where its own words begin; <words>.empty says why it shows nothing
  late?: true; // its words are not among the first
  request(args: Record<string, unknown>, facts: Facts): object;
}

function pfnOf(id: string | null): number | null {
  const found = /^(?:pfn|page):(0x[0-9a-f]+|\d+)$/i.exec(id ?? "");
  return found ? Number(found[1]) : null;
}

const show = (view: string) => (args: Record<string, unknown>) => ({ verb: "show", view, ...args });

// A frame given by hand stays; else the selected one, else the one this step touched.
export function pageFor(args: Record<string, unknown>, facts: Omit<Facts, "views">): number | null {
  return (args.pfn as number | undefined) ?? pfnOf(facts.selected) ?? pfnOf(facts.touched);
}

// The file that belongs to what stands beside it, until the reader takes another.
const PROC_FILES: Partial<Record<ViewId, string>> = {
  slab: "slabinfo",
  vmalloc: "vmallocinfo",
  pageblocks: "pagetypeinfo",
};
export function procBeside(views: string[]): string {
  return PROC_FILES[views.find((view) => view in PROC_FILES) as ViewId] ?? "buddyinfo";
}

function pageRequest(args: Record<string, unknown>, facts: Facts): object {
  const pfn = pageFor(args, facts);
  return { verb: "show", view: "page", ...(pfn === null ? {} : { pfn }) }; // else the frame the op last spoke of
}

export const REGISTRY: Record<ViewId, ViewEntry> = {
  translation: { file: "Translation", words: "v.walk", request: show("translation") },
  address_space: { file: "AddressSpace", words: "v.as", request: show("address_space") },
  physical: { file: "Physical", words: "v.map", request: show("physical") },
  buddy: { file: "Buddy", words: "v.buddy", request: show("buddy") },
  zones: { file: "Zones", words: "v.zones", late: true, request: show("zones") },
  pageblocks: {
    file: "Pageblocks",
    words: "v.blocks",

    late: true,
    request: show("pageblocks"),
  },
  gfp: { file: "Gfp", words: "v.gfp", late: true, request: show("gfp") },
  page: { file: "Page", words: "v.page", late: true, request: pageRequest },
  stacks: { file: "Stacks", words: "v.st", request: show("stacks") },
  slab: { file: "Slab", words: "v.slab", late: true, request: show("slab") },
  mcu: { file: "Mcu", words: "v.mcu", late: true, request: show("mcu") },
  vmalloc: { file: "Vmalloc", words: "v.vm", late: true, request: show("vmalloc") },
  boot: { file: "Boot", words: "v.boot", late: true, request: show("boot") },
  proc: {
    file: "Proc",
    words: "v.proc",

    request: (args, { views }) => ({ verb: "proc", file: procBeside(views), ...args }),
  },
};

type ViewComponent = Component<ViewProps>;
const loaders = import.meta.glob<{ default: ViewComponent }>("../views/*.svelte");
const loaded = new SvelteMap<string, ViewComponent>();

const pathOf = (view: string) => `../views/${REGISTRY[view as ViewId]?.file}.svelte`;

// Also where a view has nothing to show: its words say why.
export async function loadWordsOf(view: string): Promise<void> {
  if (REGISTRY[view as ViewId]?.late) await loadMoreWords();
}

// A view's code comes when it first stands on the stage, together with its first answer.
export async function loadView(view: string): Promise<void> {
  const path = pathOf(view);
  if (loaded.has(view) || !loaders[path]) return;
  loaded.set(view, (await loaders[path]()).default);
}

export function componentOf(view: string): ViewComponent | null {
  return loaded.get(view) ?? null;
}

// The rest, once the reader is reading, so that no later click waits for the network.
export function loadOthers(): Promise<unknown> {
  return Promise.all([loadMoreWords(), ...Object.keys(REGISTRY).map(loadView)]);
}
