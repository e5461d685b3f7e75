// A text of /proc cut into runs: lit where it changed, and a number where it can be picked. `changed` names
// [line, column, length], all from 0.
import type { ProcNumber } from "./types";

export interface Run {
  text: string;
  lit: boolean;
  number?: ProcNumber;
}

export function runs(text: string, changed: [number, number, number][], numbers: ProcNumber[] = []): Run[][] {
  const lines = text.replace(/\n$/, "").split("\n");
  const lit: Record<number, [number, number][]> = {};
  const picks: Record<number, ProcNumber[]> = {};
  for (const [line, from, length] of changed) (lit[line] ??= []).push([from, from + length]);
  for (const number of numbers) (picks[number.line] ??= []).push(number);
  return lines.map((line, n) => cut(line, lit[n] ?? [], picks[n] ?? []));
}

function cut(line: string, lit: [number, number][], numbers: ProcNumber[]): Run[] {
  const edges = [0, line.length, ...lit.flat(), ...numbers.flatMap((one) => [one.column, one.column + one.bytes])];
  const at = [...new Set(edges.map((edge) => Math.min(edge, line.length)))].sort((a, b) => a - b);
  return at.slice(1).map((to, i) => {
    const from = at[i];
    const number = numbers.find((one) => one.column <= from && to <= one.column + one.bytes);
    const run = { text: line.slice(from, to), lit: lit.some(([begin, end]) => begin <= from && to <= end) };
    return number ? { ...run, number } : run;
  });
}

// Where a number is kept, as a path that a scenario's `expect` would take; a formula stands as it is.
export function pathOf({ object, field }: ProcNumber): string {
  const [kind, name = "", part = ""] = (object ?? "").split(":");
  const of: Record<string, string> = {
    zone: `zone.${name}`,
    free_area: `zone.${name}.free_area[${part}]`,
    pcp: `zone.${name}.pcp[${part}]`,
    page: `page[${name}]`,
    vma: `VMA ${name} ${part}`,
    system: "system",
    use: "",
  };
  const holder = object ? (of[kind] ?? `${kind}[${name}]`) : "";
  if (!field || !holder) return holder || (field ?? "");
  return /[ /]/.test(field) ? `${holder}: ${field}` : `${holder}.${field}`;
}

// The size at which the longest line fits, between 12.5 and 11 px, at the end set a little closer. A letter of the
// fonts in tokens.css is 0.602 of its size wide.
export function fitText(text: string, width: number): { size: number; spacing: number } {
  const longest = Math.max(1, ...text.split("\n").map((line) => line.length));
  const each = width / longest;
  const size = Math.max(11, Math.min(12.5, Math.floor(each / 0.0602) / 10));
  return { size, spacing: Math.max(-0.8, Math.min(0, each - size * 0.602)) };
}

// A long text of short lines is set in as many columns as it needs and the panel has room for.
export function columnsFor(text: string, width: number, height: number): number {
  const lines = text.replace(/\n$/, "").split("\n");
  const longest = Math.max(1, ...lines.map((line) => line.length));
  const rows = Math.max(1, Math.floor(height / 18.75));
  const fit = Math.max(1, Math.floor((width + 28) / (longest * 7.6 + 14 + 28)));
  return rows < 6 ? 1 : Math.min(fit, Math.ceil(lines.length / rows));
}

export const COMMON_FILES = ["buddyinfo", "zoneinfo", "pagetypeinfo", "meminfo", "vmstat", "iomem"];

const TASK_FILES = ["maps", "smaps", "status", "pagemap"];

// The files of the chooser: those the core names, else the machine's and each task's; the open one stays.
export function filesFor(open: string, named: string[] | undefined, tasks: string[] = []): string[] {
  const owner = open.includes("/") ? [open.split("/")[0]] : [];
  const all = [...new Set([...tasks, ...owner])];
  const list = named ?? [
    ...COMMON_FILES,
    ...all.flatMap((task) => TASK_FILES.map((file) => `${task}/${file}`)),
  ];
  return list.includes(open) ? list : [...list, open];
}
