// The timeline's marks. The core records one op at a time, so a window over several ops asks for each and the marks
// are laid together.
import { inner, type OpEntry, type TimelineView } from "../engine/protocol";
import type { Asker } from "./asker";
import type { Window } from "./axis";

const OPS = 24; // of a window over more ops than this only the bars of the ops are drawn

function merge(window: Window, parts: (TimelineView | null)[]): TimelineView {
  const lanes = new Map<string, TimelineView["lanes"][number]>();
  for (const part of parts)
    for (const lane of part?.lanes ?? []) {
      if (lane.id === "ops") continue;
      const had = lanes.get(lane.id);
      lanes.set(lane.id, had ? { ...had, marks: [...had.marks, ...lane.marks] } : lane);
    }
  return { from: window.from, to: window.to, lanes: [...lanes.values()] };
}

// Of a workload an answer covers one iteration: the one that holds the step it was asked at. So the window is asked
// piece by piece, outwards from the step at hand, until it is covered or the pieces are too many to read anyway.
const PIECES = 20;

function spanOf(part: TimelineView, at: number): Window {
  const marks = part.lanes.filter((lane) => lane.id !== "ops").flatMap((lane) => lane.marks);
  const from = Math.min(at, ...marks.map((mark) => mark.n));
  return { from, to: Math.max(at, ...marks.map((mark) => mark.n + (mark.len ?? 1) - 1)) };
}

async function piecesOf(asker: Asker, window: Window, step: number, bins: number, most: number) {
  const parts: TimelineView[] = [];
  const covered = { from: step, to: step };
  for (let at: number | null = step, tries = 0; at !== null && tries < most; tries++) {
    const request = { verb: "show", view: "timeline", ...window, bins };
    const part = inner<TimelineView>("timeline", await asker.ask(request, at));
    if (!part) break;
    const span = spanOf(part, at);
    // An op's first and last step bear no mark; asked there, it answers what is known.
    if (!parts.length || span.from > covered.to || span.to < covered.from) parts.push(part);
    covered.from = Math.min(covered.from, span.from);
    covered.to = Math.max(covered.to, span.to);
    at = null;
    if (covered.to + 1 < window.to) at = covered.to + 1;
    else if (covered.from - 1 > window.from) at = covered.from - 1;
  }
  return { parts, covered };
}

export interface Lanes extends TimelineView {
  covered: Window; // what of the op at hand the marks speak of
}

export async function lanesFor(
  asker: Asker,
  ops: OpEntry[],
  window: Window,
  step: number,
  bins: number,
  most = PIECES,
): Promise<Lanes> {
  const inside = ops.filter(
    (op) => op.first <= window.to && op.first + op.steps > window.from && op.steps > 0,
  );
  const holds = (op: OpEntry) => op.first <= step && op.first + op.steps > step;
  const few = inside.length > OPS ? inside.filter(holds) : inside;
  let covered = window;
  const asked = few.map(async (op) => {
    const from = Math.max(window.from, op.first);
    const to = Math.min(window.to, op.first + op.steps - 1);
    const pieces = await piecesOf(asker, { from, to }, Math.max(from, Math.min(to, step)), bins, most);
    if (holds(op)) covered = pieces.covered;
    return pieces.parts;
  });
  const parts = (await Promise.all(asked)).flat();
  const bars = inside.map((op) => ({ n: op.first, len: op.steps, label: op.op, depth: 0 }));
  const merged = merge(window, parts);
  return { ...merged, lanes: [{ id: "ops", marks: bars }, ...merged.lanes], covered };
}
