// What the views draw: the inner objects of docs/VIEWS.md, field for field.
import type { Sentence } from "../ui/context";
import type { ExecContext } from "../engine/protocol";

// A value that may exceed 32 bits comes as a hex string, everything else as a number.
export type Value = string | number;

export interface BitField {
  name: string;
  hi: number;
  lo: number;
  index: number;
  bits: string;
}

export interface EntryFlag {
  name: string;
  on: boolean;
  help?: Sentence;
}

export interface Neighbour {
  index: number;
  entry: string;
}

export interface WalkLevel {
  level: string;
  pfn: number;
  index: number;
  entry: string;
  present: boolean;
  changed: boolean;
  next_pfn: number | null;
  flags: EntryFlag[];
  neighbours: Neighbour[];
}

export interface TranslationFault {
  vector: number;
  cr2: string;
  error_code: number;
  bits: { name: string; value: number; text: Sentence }[];
  step: number;
}

export interface TranslationData {
  va: string;
  task: string;
  arch: string;
  levels: number;
  fields: BitField[];
  tlb: {
    state: "hit" | "miss" | "none";
    step: number | null;
    entries: { va: string; pfn: number; flags: string[]; changed?: boolean }[];
    shown: number;
    total: number;
    capacity: number;
  };
  root: { name: string; value: string };
  walk: WalkLevel[];
  result: {
    kind: "mapped" | "not-present" | "protection" | "not-canonical";
    pa?: string;
    pfn?: number;
    word?: string;
  } | null;
  page?: PageData | null;
  fault: TranslationFault | null;
  cursor?: string | null; // what this step looks at: a level, "TLB", "root"
}

export interface Vma {
  id: string;
  start: string;
  end: string;
  perms: string;
  name: string;
  kind: string;
  pages: number;
  present: number;
  flags: string[];
  changed: boolean;
  touched: [number, number][];
}

export interface TreeNode {
  i: number;
  left: number | null;
  right: number | null;
  red: boolean;
  gap: string;
}

export interface AddressSpaceData {
  task: string | null; // null: exec is putting it together
  comm: string;
  task_size: string;
  mmap_base: Value;
  start_brk: Value;
  brk: Value;
  start_stack: Value;
  total_vm_pages: number;
  rss_pages: number;
  pgtables_bytes: number;
  vmas: Vma[];
  tree: { root: number | null; nodes: TreeNode[] } | null;
  total: number;
}

export interface VmallocArea {
  id: string;
  start: string;
  end: string;
  kind: "vmalloc" | "vmap" | "ioremap" | "lazy";
  pages: number;
  guard: number;
  caller: string | null;
  phys: string | null;
  array_in_vmalloc: boolean;
  changed: boolean;
  runs: { page: number; pages: number; pfn: number; mapped: boolean }[];
  runs_total: number;
}

export interface VmallocData {
  start: string;
  end: string;
  max_pfn: number;
  lazy_nr: number;
  lazy_max: number;
  cache: { area: string | null; behind: string; hole: string; vstart: string; align: string };
  areas: VmallocArea[];
  shown: number;
  total: number;
}

export interface PhysicalData {
  max_pfn: number;
  zones: { name: string; start: number; end: number; present: number; managed: number; free: number }[];
  pageblock_order: number;
  uses: Record<string, number>;
  codes: string[];
  changed: [number, number][];
  changed_total: number;
}

// A field of page->flags: the zone, bits not used, or one page flag.
export interface WordField {
  name: string;
  hi: number;
  lo: number;
  value: number;
  help: Sentence;
}

export interface PageData {
  pfn: number;
  pa: string;
  use: string;
  // From here to mapped_by: absent before struct pages exist.
  zone: string;
  flags?: { name: string; help?: Sentence }[];
  flags_raw: string;
  layout?: WordField[];
  changed?: string[];
  page_type?: "buddy" | "kmemcg" | "table" | null;
  compound_head?: number | null;
  mapping_kind?: "none" | "anon" | "movable" | "ksm" | "file";
  _refcount: number;
  _mapcount: number;
  order: number | null;
  mapping: Value | null;
  index: Value | null;
  private: Value | null;
  migratetype: string;
  pageblock: number;
  mapped_by: { task: string | null; va: string }[];
  mapped_total?: number;
  words: { offset: number; value: string }[];
  words_total?: number;
  last_step: number | null;
}

export interface BuddyCell {
  type: number;
  nr: number;
  head: number[];
  delta?: number;
}

export interface LadderRow {
  order: number;
  state: "done" | "now" | "future" | "stop"; // stop: the buddy could not be merged
  why?: Sentence;
  step?: number;
  keep?: number; // split
  give?: number;
  pfn?: number; // merge
  buddy?: number;
}

export interface Ladder {
  pfn: number;
  from: number;
  to?: number; // a split's; a merge ends where its last question stops it
  now?: number;
  type?: string;
  rows: LadderRow[];
}

export interface BuddyData {
  zones: string[];
  zone: string;
  types: { name: string; letter: string; blocks: number }[] | null; // null before mem_init()
  folded: number;
  orders: { order: number; cells: BuddyCell[]; nr_free: number }[] | null;
  free_pages: number;
  marks: { min: number; low: number; high: number };
  lowmem_reserve: number[];
  pcp: {
    cpu: number;
    count: number;
    high: number;
    batch: number;
    lists: { type: string; pfns: number[]; total: number }[];
  }[];
  split: Ladder | null;
  merge: Ladder | null;
  watermark_test: {
    step: number;
    free: number;
    need: number;
    mark: number;
    reserve: number;
    ok: boolean;
  } | null;
}

export interface StackRegister {
  name: string;
  value: string;
  changed: boolean;
  points_to: string | null;
  old?: string | null; // what a changed register held before this step
  help?: Sentence;
}

export interface StackTask {
  id: string;
  name: string;
  pid: number;
  state: string;
  user_stack: { vma: string; sp: string; frames: { fn: string; note?: string }[] } | null;
  kernel_stack: {
    base: string;
    top: string;
    size: number;
    used: number;
    pt_regs: { name: string; value: string; changed?: boolean }[] | null;
    frames: { fn: string; step?: number; note?: string }[];
    magic: string;
  } | null;
}

export interface StacksData {
  cpu: { mode: "user" | "kernel"; entered: boolean; registers: StackRegister[] };
  context?: ExecContext;
  current: string | null;
  tasks: StackTask[];
  entry_stack: { top: string; size: number; words: { name: string; value: string }[] } | null;
  tss: Record<string, string> | null;
}

export interface BootRange {
  base: Value;
  size: Value;
  flags?: Value;
  who?: Sentence | null;
}

export interface BootCall {
  fn: string;
  file: string;
  depth: number;
  first: number;
  last: number;
  state: "done" | "open" | "future";
}

export interface BootTaking {
  step: number;
  base: Value;
  size: Value;
  who: Sentence | null;
  freed: number | null;
}

export interface TreeNodeData {
  path: string;
  depth: number;
  offset: number;
  role: Sentence | null;
  props: { name: string; value: string; ranges: { base: Value; size: Value }[] | null }[];
}

export interface DeviceTree {
  base: Value;
  size: Value;
  given: boolean;
  memreserve: { base: Value; size: Value }[];
  nodes: TreeNodeData[];
  shown: number;
  total: number;
}

export interface BootData {
  e820: { start: Value; end: Value; type: Value }[];
  memory: BootRange[];
  reserved: BootRange[];
  bottom_up: boolean;
  current_limit: Value;
  phase: "off" | "memblock" | "buddy";
  changed: string[];
  calls: BootCall[];
  taken: BootTaking[];
  taken_total: number;
  handed_over: number | null;
  arch?: string;
  firmware?: "e820" | "device-tree";
  basis?: "recorded" | "formula";
  assumed?: Sentence[];
  image?: { name: string; start: Value; end: Value }[];
  init_mm?: { start_code: Value; end_code: Value; end_data: Value; brk: Value; pgd: Value } | null;
  memory_model?: {
    name: string;
    section_bytes: Value;
    sections_present: number;
    mem_map: Value;
    sizeof_page: number;
  };
  device_tree?: DeviceTree | null;
}

// A number of a /proc text: where it stands (lines and columns from 0), what holds it, and which field of that.
export interface ProcNumber {
  line: number;
  column: number;
  bytes: number;
  object: string | null;
  field: string | null;
}

export interface ProcData {
  file: string;
  text: string;
  changed: [number, number, number][];
  numbers?: ProcNumber[];
  numbers_total?: number;
  files?: string[];
}

export interface ZoneAsk {
  zone: string;
  reserve: number;
  low: boolean;
  min: boolean;
}

export interface ZoneRow {
  name: string;
  what: Sentence;
  start: number;
  spanned: number;
  present: number;
  managed: number;
  free: number;
  cma: number;
  highatomic: number;
  pcp: number;
  marks: { min: number; low: number; high: number };
  asks: ZoneAsk[];
  changed: string[];
}

export interface ZoneTry {
  zone: string;
  step: number;
  which: string;
  free: number;
  unusable: number;
  mark: number;
  reserve: number;
  ok: boolean;
  verdict: Sentence;
}

export interface ZonesData {
  zones: ZoneRow[];
  fallbacks: { zone: string; order: string[] }[];
  min_free_kbytes: number;
  watermark_scale_factor: number;
  totalreserve_pages: number;
  request: {
    step: number;
    order: number;
    gfp: Value;
    names: string;
    zone: string;
    tries: ZoneTry[];
    tries_total: number;
    pfn: number | null;
    failed: boolean;
  } | null;
}

export interface PageblocksData {
  zones: string[];
  zone: string;
  pageblock_order: number;
  from: number;
  blocks: [pfn: number, type: number, free: number, movable: number, fixed: number, mixed: number][];
  shown: number;
  total: number;
  mixed: number;
  types: { name: string; blocks: number; free: number; fallbacks: string[] }[];
  orders: { order: number; nr_free: number; unusable: number; fragmentation: number }[];
  steals: { step: number; pfn: number; order: number; from: string; to: string; how: Sentence }[];
  steals_total: number;
  changed: number[];
}

export interface GfpBit {
  name: string;
  mask: Value;
  on: boolean;
  help: Sentence;
}

export interface GfpData {
  gfp: Value;
  names: string;
  step: number | null;
  presets: { name: string; mask: Value; on: boolean }[];
  groups: { name: string; title: Sentence; bits: GfpBit[] }[];
  zone: string;
  zone_bad: boolean;
  zonelist: { name: string; free: number; managed: number }[];
  migratetype: string;
  attempts: { when: "first" | "slow" | "last"; flags: { name: string; help: Sentence }[] }[];
}

export interface SlabCacheRow {
  name: string;
  object_size: number;
  size: number;
  order: number;
  objects_per_slab: number;
  active_objs: number;
  num_objs: number;
  num_slabs: number;
  refcount: number;
  kmalloc: boolean;
}

// What lies at hand: a cpu's array or freelist, or the shared array (cpu -1).
export interface SlabArray {
  cpu: number;
  changed: boolean;
  avail: number;
  limit: number | null;
  batchcount: number | null;
  touched: boolean | null;
  pfn: number | null;
  objects: string[];
}
export interface SlabRow {
  pfn: number;
  start: string;
  changed: boolean;
  colour_offset: number;
  in_use: number;
  objects: string;
}
export interface SlabList {
  name: string;
  slabs: SlabRow[];
  shown: number;
  total: number;
}
export type SlabCache = Omit<SlabCacheRow, "active_objs" | "num_objs" | "num_slabs" | "kmalloc"> & {
  align: number;
  ctor: boolean;
  flags: string[];
  waste: number;
  slab?: {
    colour: number;
    colour_off: number;
    colour_next: number;
    freelist: "on" | "off" | "object";
    freelist_size: number;
    free_limit: number;
    free_objects: number;
  } | null;
  slub?: { offset: number; min_partial: number; cpu_partial: number } | null;
  cpus?: SlabArray[];
  shared?: SlabArray | null;
  lists?: SlabList[];
};
export interface SlabData {
  allocator: "slab" | "slub" | "slob";
  up: boolean;
  caches: SlabCacheRow[];
  shown: number;
  total: number;
  cache: SlabCache | null;
  slob: {
    lists: {
      name: string;
      pages: { pfn: number; changed: boolean; units: number; runs: [number, number][] }[];
      shown: number;
      total: number;
    }[];
  } | null;
  kmalloc: SlabCacheRow[];
  request: { step: number; bytes: number; name: string | null; waste: number } | null;
}

export interface McuPart {
  kind: "static" | "pools" | "unused" | "heap" | "stack";
  start: string;
  end: string;
}

export interface McuBlock {
  at: string;
  bytes: number;
  used: boolean;
  changed?: boolean;
  next?: string;
}

export interface McuHeap {
  start: string;
  bytes: number;
  initialized: boolean;
  free: number;
  min_ever_free: number;
  allocations: number;
  frees: number;
  blocks: McuBlock[];
  shown: number;
  total: number;
}

interface McuFact {
  name: Sentence;
  verdict: "yes" | "no" | "differently";
  text: Sentence;
}

export interface McuData {
  ram_bytes: number;
  parts?: McuPart[];
  heap?: McuHeap;
  pools?: {
    start: string;
    changed: boolean;
    block_bytes: number;
    blocks: number;
    free: number;
    min_ever_free: number;
    head: string;
    states: string;
  }[];
  heaps: McuFact[];
  nommu: McuFact[];
}
