// The address space as a strip: VMAs in their order, each as wide as the logarithm of its size asks, the empty
// stretches between them cut short and said so. 47 bits do not fit on a line; order and neighbourhood do.
import { big } from "./fmt";
import type { AddressSpaceData, Value, Vma } from "./types";

export interface Piece {
  kind: "vma" | "gap";
  start: bigint;
  end: bigint;
  x: number;
  w: number;
  vma: Vma | null;
}

const PAGE = 4096n;
// Up to this many pages a hole keeps a true place between its neighbours; a longer one is broken.
const SMALL_GAP = 16n * PAGE;

function weight(vma: Vma): number {
  return 1 + Math.log2(1 + vma.pages) * 0.55;
}

export function stripPieces(vmas: Vma[], taskSize: Value, width: number): Piece[] {
  const list: Piece[] = [];
  let at = 0n;
  const gap = (start: bigint, end: bigint) => {
    if (end > start) list.push({ kind: "gap", start, end, x: 0, w: 0, vma: null });
  };
  for (const vma of vmas) {
    gap(at, big(vma.start));
    list.push({ kind: "vma", start: big(vma.start), end: big(vma.end), x: 0, w: 0, vma });
    at = big(vma.end);
  }
  gap(at, big(taskSize));
  return place(list, width);
}

function place(list: Piece[], width: number): Piece[] {
  const gapWidth = (piece: Piece) => (piece.end - piece.start <= SMALL_GAP ? 8 : Math.min(64, width / 12));
  const gaps = list.reduce((sum, piece) => sum + (piece.vma ? 0 : gapWidth(piece)), 0);
  const total = list.reduce((sum, piece) => sum + (piece.vma ? weight(piece.vma) : 0), 0);
  const unit = total > 0 ? Math.max(0, width - gaps) / total : 0;
  let x = 0;
  for (const piece of list) {
    piece.x = x;
    piece.w = piece.vma ? weight(piece.vma) * unit : gapWidth(piece);
    x += piece.w;
  }
  return list;
}

// Where an address stands on the strip: true inside a VMA, at the near edge or middle of a broken gap.
export function xOf(pieces: Piece[], address: bigint): number | null {
  const piece = pieces.find((one) => address >= one.start && address < one.end);
  if (!piece) {
    const last = pieces.at(-1);
    return last && address === last.end ? last.x + last.w : null;
  }
  if (!piece.vma && piece.w > 8) return address === piece.start ? piece.x : piece.x + piece.w / 2;
  return piece.x + (piece.w * Number(address - piece.start)) / Number(piece.end - piece.start);
}

export interface Marker {
  name: string;
  address: bigint;
  x: number;
}

export function markers(data: AddressSpaceData, pieces: Piece[]): Marker[] {
  const list: [string, Value][] = [
    ["start_brk", data.start_brk],
    ["brk", data.brk],
    ["mmap_base", data.mmap_base],
    ["start_stack", data.start_stack],
  ];
  return list.flatMap(([name, value]) => {
    const address = big(value);
    const x = address === 0n ? null : xOf(pieces, address);
    return x === null ? [] : [{ name, address, x }];
  });
}

// The pages that are in memory, as stretches of the VMA's box: at least a pixel each.
export function touchedSpans(vma: Vma, w: number): { x: number; w: number }[] {
  const per = w / Math.max(1, vma.pages);
  return vma.touched.slice(0, 60).map(([first, n]) => ({ x: first * per, w: Math.max(1, n * per) }));
}

// Labels that would touch the one before go to the row above it; the last of them ends at the edge.
export function stacked<T extends { x: number; w: number }>(list: T[], width: number, gap = 6) {
  const ends: number[] = [];
  return list.map((label) => {
    const left = Math.max(0, Math.min(label.x, width - label.w));
    const found = ends.findIndex((end) => left >= end + gap);
    const row = found < 0 ? ends.length : found;
    ends[row] = left + label.w;
    return { ...label, left, row };
  });
}

// Labels that would touch the one before are dropped whole, from the left.
export function spacedLabels<T extends { x: number; w: number }>(list: T[], gap = 6): T[] {
  let free = -Infinity;
  return list.filter((label) => {
    if (label.x < free) return false;
    free = label.x + label.w + gap;
    return true;
  });
}

export interface Spot {
  i: number;
  x: number;
  y: number;
  parent: number | null;
  red: boolean;
}

// The red-black tree: a node's x is its place in the order of addresses, its y its depth.
export function treeSpots(tree: AddressSpaceData["tree"]): Spot[] {
  if (!tree || tree.root === null) return [];
  const byIndex = new Map(tree.nodes.map((node) => [node.i, node]));
  const spots: Spot[] = [];
  const visit = (i: number | null, depth: number, parent: number | null): void => {
    const node = i === null ? undefined : byIndex.get(i);
    if (!node || depth > 48) return;
    visit(node.left, depth + 1, node.i);
    spots.push({ i: node.i, x: spots.length, y: depth, parent, red: node.red });
    visit(node.right, depth + 1, node.i);
  };
  visit(tree.root, 0, null);
  return spots;
}
