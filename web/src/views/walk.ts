// The walk as a row of columns: one per field of the address, with the table entry the walk read there (or none,
// when it stopped earlier) and the levels of the kernel's five that this machine folds away after it.
import type { BitField, TranslationData, WalkLevel } from "./types";

const KERNEL_LEVELS = ["PGD", "P4D", "PUD", "PMD", "PTE"];

export interface Column {
  field: BitField;
  level: WalkLevel | null; // null: the walk did not come this far
  folded: string[]; // levels between this one and the next that exist in name only
}

// The kernel always writes pgd, p4d, pud, pmd, pte; a machine with fewer tables folds the missing ones into the
// level above. Fields with other names (the teaching machines') have nothing to fold.
export function foldedAfter(names: string[], i: number): string[] {
  const here = KERNEL_LEVELS.indexOf(names[i]);
  const next = KERNEL_LEVELS.indexOf(names[i + 1] ?? "");
  if (here < 0 || next < 0) return [];
  return KERNEL_LEVELS.slice(here + 1, next);
}

export function columnsOf(data: TranslationData): Column[] {
  const fields = data.fields.filter((field) => field.name !== "offset");
  const names = fields.map((field) => field.name);
  return fields.map((field, i) => ({
    field,
    level: data.walk.find((level) => level.level === field.name) ?? data.walk[i] ?? null,
    folded: foldedAfter(names, i),
  }));
}

export const offsetOf = (data: TranslationData): BitField | null =>
  data.fields.find((field) => field.name === "offset") ?? null;

// The bits above the first field must all equal its top bit: "0…0" in the user half, "1…1" in the kernel's.
export function signBits(data: TranslationData): { hi: number; lo: number; text: string } | null {
  const first = data.fields[0];
  const top = data.arch === "x86_64" || data.arch === "arm64" ? 63 : 31;
  if (!first || first.hi >= top) return null;
  const bit = (BigInt(data.va) >> BigInt(top)) & 1n;
  return { hi: top, lo: first.hi + 1, text: `${bit}…${bit}` };
}

// The rows of a table that are drawn: at most one neighbour on each side of the entry, in the order of memory.
export function rowsAround(level: WalkLevel): { index: number; entry: string | null; here: boolean }[] {
  const before = level.neighbours.filter((n) => n.index < level.index).at(-1);
  const after = level.neighbours.find((n) => n.index > level.index);
  return [
    {
      index: level.index - 1,
      entry: before && before.index === level.index - 1 ? before.entry : null,
      here: false,
    },
    { index: level.index, entry: level.entry, here: true },
    {
      index: level.index + 1,
      entry: after && after.index === level.index + 1 ? after.entry : null,
      here: false,
    },
  ];
}

// Room for the row form: TLB and root, one table per level with its arrow, and the frame.
export const rowWidth = (levels: number) => 112 + levels * 152 + 150;
