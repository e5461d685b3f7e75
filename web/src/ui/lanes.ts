// The timeline's marks. The core records one op at a time, so a window over several ops asks once for each and the
// marks are laid together.
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

export async function lanesFor(
  asker: Asker,
  ops: OpEntry[],
  window: Window,
  bins: number,
): Promise<TimelineView> {
  const inside = ops.filter(
    (op) => op.first <= window.to && op.first + op.steps > window.from && op.steps > 0,
  );
  const asked = (inside.length > OPS ? inside.slice(0, 1) : inside).map(async (op) => {
    const from = Math.max(window.from, op.first);
    const to = Math.min(window.to, op.first + op.steps - 1);
    const request = { verb: "show", view: "timeline", from, to, bins };
    return inner<TimelineView>("timeline", await asker.ask(request, op.first));
  });
  const parts = await Promise.all(asked);
  const bars = inside.map((op) => ({ n: op.first, len: op.steps, label: op.op, depth: 0 }));
  const merged = merge(window, parts);
  return { ...merged, lanes: [{ id: "ops", marks: bars }, ...merged.lanes] };
}
