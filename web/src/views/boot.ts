// The boot's three lists on one scale, so that a range of one stands above the same range of another. Addresses
// from 0 to the highest end are cut at every border; a piece's width grows with the logarithm of its size.
import { big } from "./fmt";
import type { Sentence } from "../ui/context";
import type { BootCall, BootData, DeviceTree } from "./types";

export interface Range {
  start: bigint;
  end: bigint; // exclusive
  label: string;
  detail: string;
  changed: boolean;
}

export interface Lists {
  e820: Range[];
  memory: Range[];
  reserved: Range[];
}

const E820_TYPES: Record<string, string> = {
  "1": "usable",
  "2": "reserved",
  "3": "ACPI data",
  "4": "ACPI NVS",
  "5": "unusable",
};

// The kernel prints an e820 range with its last byte; borders are even, so an odd end is such a last byte.
const exclusive = (end: bigint) => (end & 1n ? end + 1n : end);

// Of memblock's flags a list says the names; the usual 0 stays unsaid.
function flagsOf(flags: BootData["memory"][number]["flags"]): string {
  const bits = Number(flags ?? 0);
  return Number.isNaN(bits)
    ? String(flags)
    : ["hotplug", "mirror", "nomap"].filter((_, i) => bits & (1 << i)).join(" ");
}

// The addresses that a device tree names as memory or as reserved, to stand where a PC has its firmware's map.
function treeRanges(tree: DeviceTree): Range[] {
  const range = (base: string | number, size: string | number, label: string): Range => ({
    ...{ start: big(base), end: big(base) + big(size), label, detail: label, changed: false },
  });
  const list = tree.memreserve.map((one) => range(one.base, one.size, "/memreserve/"));
  for (const node of tree.nodes) {
    const memory = /^\/memory(@|$)/.test(node.path);
    if (!memory && !/^\/reserved-memory\/./.test(node.path)) continue;
    const label = memory ? "usable" : (node.path.split("/").at(-1) ?? "");
    for (const one of node.props.find((prop) => prop.name === "reg")?.ranges ?? [])
      list.push(range(one.base, one.size, label));
  }
  return list.filter((one) => one.end > one.start).sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

// What of a tree stands open at first: the root, and the way to whatever early boot reads.
export function openAtFirst(tree: DeviceTree): Set<string> {
  const open = new Set(["/"]);
  for (const node of tree.nodes) {
    if (!node.role) continue;
    for (let path = node.path; path.length > 1; path = path.slice(0, path.lastIndexOf("/"))) open.add(path);
  }
  return open;
}

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")));

// A node is in sight when every node above it is open.
export function nodesInSight(tree: DeviceTree, open: Set<string>): DeviceTree["nodes"] {
  const seen = new Set<string>();
  return tree.nodes.filter((node) => {
    const show = node.path === "/" || (seen.has(parentOf(node.path)) && open.has(parentOf(node.path)));
    if (show) seen.add(node.path);
    return show;
  });
}

export function lists(data: BootData, plain: (who: Sentence) => string): Lists {
  const changed = new Set(data.changed);
  const block = (name: string, list: BootData["memory"]) =>
    list.map((range, i): Range => ({
      start: big(range.base),
      end: big(range.base) + big(range.size),
      label: range.who ? plain(range.who) : "",
      detail: range.who ? plain(range.who) : flagsOf(range.flags),
      changed: changed.has(`${name}:${i}`),
    }));
  return {
    e820: data.device_tree ? treeRanges(data.device_tree) : data.e820.map((range, i): Range => {
      const type = E820_TYPES[String(range.type)] ?? String(range.type);
      return {
        start: big(range.start),
        end: exclusive(big(range.end)),
        label: type,
        detail: type,
        changed: changed.has(`e820:${i}`),
      };
    }),
    memory: block("memory", data.memory),
    reserved: block("reserved", data.reserved),
  };
}

export interface Scale {
  cuts: { at: bigint; x: number }[];
  broken: number[]; // where a piece stands for more than its share
}

export function scaleOf(all: Lists, width: number): Scale {
  const borders = new Set<bigint>([0n]);
  for (const range of [...all.e820, ...all.memory, ...all.reserved]) borders.add(range.start).add(range.end);
  const sorted = [...borders].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const weights = sorted.slice(1).map((end, i) => 1 + Math.log2(1 + Number((end - sorted[i]) >> 12n)));
  const total = weights.reduce((sum, w) => sum + w, 0) || 1;
  let x = 0;
  const cuts = sorted.map((at, i) => {
    const cut = { at, x };
    x += ((weights[i] ?? 0) / total) * width;
    return cut;
  });
  const inUse = (start: bigint, end: bigint) =>
    [...all.e820, ...all.memory].some((range) => range.start < end && range.end > start);
  const broken = sorted
    .slice(1)
    .flatMap((end, i) =>
      inUse(sorted[i], end) || end - sorted[i] < 1n << 20n ? [] : [(cuts[i].x + cuts[i + 1].x) / 2],
    );
  return { cuts, broken };
}

// An address that is a border stands exactly; one between two borders stands in proportion.
export function xAt(scale: Scale, at: bigint): number {
  const i = scale.cuts.findIndex((cut) => cut.at >= at);
  if (i < 0) return scale.cuts.at(-1)?.x ?? 0;
  const high = scale.cuts[i];
  if (i === 0 || high.at === at) return high.x;
  const low = scale.cuts[i - 1];
  return low.x + ((high.x - low.x) * Number(at - low.at)) / Number(high.at - low.at);
}

export interface Taking extends Range {
  step: number;
  freed: number | null;
}

// What is taken now, lowest address first; what was given back is not drawn.
export function takings(data: BootData, step: number, plain: (who: Sentence) => string): Taking[] {
  return data.taken
    .filter((one) => one.freed === null)
    .map((one) => ({
      start: big(one.base),
      end: big(one.base) + big(one.size),
      label: one.who ? plain(one.who) : "",
      detail: one.who ? plain(one.who) : "",
      changed: one.step === step,
      step: one.step,
      freed: one.freed,
    }))
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

export interface StoryRow extends BootCall {
  now: boolean; // the innermost function that the step lies in
  gains: { text: string; size: bigint; step: number; freed: boolean }[]; // taken in it, not in a function it calls
}

const holds = (call: BootCall, step: number) => call.first <= step && step <= call.last;

export function story(data: BootData, step: number, plain: (who: Sentence) => string): StoryRow[] {
  const innermost = (at: number) => data.calls.findLastIndex((call) => holds(call, at));
  const here = innermost(step);
  const rows = data.calls.map((call, i): StoryRow => ({ ...call, now: i === here, gains: [] }));
  for (const one of data.taken) {
    const row = rows[innermost(one.step)];
    row?.gains.push({
      text: one.who ? plain(one.who) : "",
      size: big(one.size),
      step: one.step,
      freed: one.freed !== null,
    });
  }
  return rows;
}

export interface Stage {
  name: "map" | "memblock" | "buddy";
  state: "done" | "now" | "future";
  step: number | null; // where it begins
}

// Three owners of physical memory, one after the other.
export function stages(data: BootData, step: number): Stage[] {
  const first = data.calls.find((call) => /^(e820__memblock_setup|.*memblock_init)$/.test(call.fn))?.first ?? null;
  const buddy = data.handed_over !== null && step >= data.handed_over;
  const block = !buddy && (data.memory.length > 0 || (first !== null && step >= first));
  return [
    { name: "map", state: block || buddy ? "done" : "now", step: data.calls[0]?.first ?? null },
    { name: "memblock", state: buddy ? "done" : block ? "now" : "future", step: first },
    { name: "buddy", state: buddy ? "now" : "future", step: data.handed_over },
  ];
}
