// How the views write values: hex in groups of eight, the frame digits of an entry apart from its flags,
// counts with a comma in both languages. Addresses are BigInt: a double cannot hold 64 bits.
import type { Value } from "./types";

export function big(value: Value | null | undefined): bigint {
  if (value === null || value === undefined || value === "") return 0n;
  return BigInt(value);
}

export function bare(value: Value | null | undefined): string {
  return big(value).toString(16);
}

export function hex(value: Value | null | undefined): string {
  return "0x" + bare(value);
}

// 0x80000000 01a7b067; a value of 32 bits or fewer stays in one group.
export function grouped(value: Value | null | undefined): string {
  const digits = bare(value);
  if (digits.length <= 8) return digits.padStart(8, "0");
  const wide = digits.padStart(16, "0");
  return `${wide.slice(0, 8)} ${wide.slice(8)}`;
}

// The lower half, with a mark that something stands above it: …07413c60.
export function tail(value: Value | null | undefined): string {
  const digits = bare(value);
  return digits.length <= 8 ? digits : "…" + digits.slice(-8);
}

export interface EntryParts {
  top: string; // the digits above the frame's, "" when they are 0
  frame: string;
  flags: string;
}

// A page-table entry: bits above 51, the frame's digits, and the low 12 bits, which are flags.
export function entryParts(entry: string): EntryParts {
  const value = big(entry);
  const above = value >> 52n;
  const frame = (value & ((1n << 52n) - 1n)) >> 12n;
  return {
    top: above ? above.toString(16) : "",
    frame: frame.toString(16).padStart(5, "0"),
    flags: (value & 0xfffn).toString(16).padStart(3, "0"),
  };
}

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

export function bytes(n: bigint | number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = Number(n);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}

export const pfnId = (pfn: number) => `pfn:${hex(pfn)}`;

// The frame that a stable name means, whichever of its spellings the core used; null when it names no frame.
export function framesOf(id: string | null): number | null {
  const found = /^(?:pfn|page):(0x[0-9a-f]+|\d+)$/i.exec(id ?? "");
  return found ? Number(found[1]) : null;
}

export const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

// Where something that travels stands: progress 0..1 through the house's ease (fast start, long arrival).
export function ease(progress: number): number {
  const t = clamp(progress, 0, 1);
  return 1 - (1 - t) ** 3;
}

export const mix = (from: number, to: number, progress: number) => from + (to - from) * ease(progress);
