// The split or the merge as rows of a ladder, one row per order, and the rows' places. Pure: the same (data,
// progress) gives the same picture, forwards and backwards.
import type { Sentence } from "../ui/context";
import type { BuddyCell, BuddyData, Ladder, LadderRow } from "./types";
import { clamp } from "./fmt";

export interface Rung {
  order: number;
  kind: "whole" | "halves" | "idle"; // the block itself, the two halves of the one above, nothing here
  state: "done" | "now" | "future" | "stop";
  why: Sentence | null; // of a stop
  left: Half | null;
  right: Half | null;
  step: number | null;
}

export interface Half {
  first: number;
  last: number;
  role: "keep" | "give" | "ours" | "buddy" | "whole";
}

const spanOf = (first: number, order: number, role: Half["role"]): Half => ({
  first,
  last: first + 2 ** order - 1,
  role,
});

const STATES = ["done", "now", "stop"];
const stateOf = (state: string) => (STATES.includes(state) ? state : "future") as Rung["state"];

function splitRung(row: LadderRow): Rung {
  const keep = spanOf(row.keep ?? 0, row.order, "keep");
  const give = spanOf(row.give ?? 0, row.order, "give");
  const [left, right] = keep.first <= give.first ? [keep, give] : [give, keep];
  return {
    order: row.order,
    kind: "halves",
    state: stateOf(row.state),
    left,
    right,
    step: row.step ?? null,
    why: row.why ?? null,
  };
}

// `now` is the order that the block has grown to: the pair below it is the one that has just become one.
function mergeRung(row: LadderRow, ladder: Ladder): Rung {
  const asking = ladder.rows.some((one) => one.state === "now" || one.state === "stop");
  const state = !asking && row.state === "done" && ladder.now === row.order + 1 ? "now" : stateOf(row.state);
  const ours = spanOf(row.pfn ?? 0, row.order, "ours");
  const buddy = spanOf(row.buddy ?? 0, row.order, "buddy");
  const [left, right] = ours.first <= buddy.first ? [ours, buddy] : [buddy, ours];
  return {
    order: row.order,
    kind: "halves",
    state,
    left,
    right,
    step: row.step ?? null,
    why: row.why ?? null,
  };
}

const idle = (order: number): Rung => ({
  order,
  kind: "idle",
  state: "future",
  left: null,
  right: null,
  step: null,
  why: null,
});

// The row above a split's halves holds the block they came from; the row above a merge's last pair, what they become.
function whole(ladder: Ladder, order: number, state: Rung["state"]): Rung {
  const first = ladder.pfn - (ladder.pfn % 2 ** order);
  return {
    order,
    kind: "whole",
    state,
    left: spanOf(first, order, "whole"),
    right: null,
    step: null,
    why: null,
  };
}

// The order of the row that holds the undivided block, if any: a split begins with it; a merge ends with it only
// when nothing refused on the way and there is no higher order left to ask about.
function wholeOrder(data: BuddyData): number | null {
  if (data.split) return data.split.from;
  const last = data.merge?.rows.at(-1);
  const highest = data.orders?.[0]?.order ?? 0;
  return last && last.state !== "stop" && last.order + 1 === highest ? highest : null;
}

export function rungs(data: BuddyData): Rung[] {
  const ladder = data.split ?? data.merge;
  const make = data.split ? splitRung : mergeRung;
  const top = ladder ? wholeOrder(data) : null;
  return (data.orders ?? []).map(({ order }) => {
    const row = ladder?.rows.find((one) => one.order === order);
    if (ladder && row) return make(row, ladder);
    if (!ladder || order !== top) return idle(order);
    const reached = data.split !== null || ladder.rows.at(-1)?.state === "done";
    return whole(ladder, order, reached ? "done" : "future");
  });
}

// Which half of the ladder's row travels at this step, and to which list (null: nothing travels).
export function mover(data: BuddyData): { order: number; half: Half; side: "left" | "right" } | null {
  const rung = rungs(data).find((one) => one.state === "now" && one.kind === "halves");
  if (!rung || !rung.left || !rung.right) return null;
  const role = data.split ? "give" : "buddy";
  return rung.left.role === role
    ? { order: rung.order, half: rung.left, side: "left" }
    : { order: rung.order, half: rung.right, side: "right" };
}

// How a list's count changed at this step: what the core says of it; and the block that the split gives away now
// stands on the one list that holds it, so that list grew by it.
export function deltaOf(data: BuddyData, order: number, cell: BuddyCell): number {
  if (cell.delta) return cell.delta;
  const given = data.split?.rows.find((row) => row.state === "now" && row.order === order)?.give;
  return given !== undefined && cell.head.includes(given) ? 1 : 0;
}

// One row height serves the ladder and the lists: as tall as fits, within what reads well.
export function rowHeight(room: number, rows: number, least: number, most: number): number {
  return clamp(Math.floor(room / Math.max(1, rows)), least, most);
}

// How many heads of a list fit beside its count; the rest is said as "+19".
export function headsThatFit(cellWidth: number, chip: number): number {
  return Math.max(0, Math.floor((cellWidth - 54) / chip));
}

export interface Gauge {
  min: number;
  low: number;
  high: number;
  free: number; // end of the bar, 0..1
  breaks: [number, number]; // where the axis is broken, 0..1
  broken: boolean;
}

// The marks lie within a few hundred pages of each other, free may be thousands above: both ends of the axis
// are broken so that the marks keep their distance. Within the marks the scale is true.
export function gauge(free: number, marks: { min: number; low: number; high: number }): Gauge {
  const span = Math.max(1, marks.high - marks.min);
  const place = (n: number) => 0.17 + (0.43 * (n - marks.min)) / span;
  const above = free > marks.high + span * 0.3;
  const under = free < marks.min - span * 0.25;
  const end = above ? 0.97 : under ? clamp((0.1 * free) / Math.max(1, marks.min), 0, 0.1) : place(free);
  return {
    min: place(marks.min),
    low: place(marks.low),
    high: place(marks.high),
    free: clamp(end, 0, 0.97),
    breaks: [0.08, 0.77],
    broken: true,
  };
}
