// Where steps stand on the timeline.
import type { OpEntry } from "../engine/protocol";

export interface Window {
  from: number;
  to: number;
}

const ALL = 200; // a story of at most this many steps is drawn whole

// The story if it is short; else the op of this step; else a stretch around the step.
export function windowFor(step: number, start: number, last: number, op: OpEntry | null): Window {
  const from = Math.max(1, start);
  if (step >= from && last - from <= ALL) return { from, to: Math.max(last, from + 1) };
  const first = op ? op.first : from;
  const end = op ? op.first + op.steps - 1 : last;
  if (end - first <= ALL) return pad({ from: first, to: end }, last);
  const left = first + Math.floor((step - first) / 100) * 100;
  return { from: Math.max(first, left - 20), to: Math.min(end, left + 140) };
}

// An op of three steps would be drawn as three boulders.
function pad(window: Window, last: number): Window {
  const short = 24 - (window.to - window.from);
  if (short <= 0) return window;
  return {
    from: Math.max(1, window.from - Math.ceil(short / 4)),
    to: Math.min(Math.max(last, 2), window.to + short),
  };
}

// Round numbers, at least 44 px apart.
export function ticks(window: Window, pixels: number): number[] {
  const each = pixels / (window.to - window.from + 1);
  const every = [1, 5, 10, 20, 50, 100, 200, 500, 1000, 5000].find((n) => n * each >= 44) ?? 10000;
  const list: number[] = [];
  for (let n = Math.ceil(window.from / every) * every; n <= window.to; n += every) list.push(n);
  return list;
}

export function zoom(window: Window, at: number, factor: number, last: number): Window {
  const span = Math.max(8, Math.min(2000, Math.round((window.to - window.from) * factor)));
  const share = (at - window.from) / Math.max(1, window.to - window.from);
  const from = Math.max(1, Math.min(last - span, Math.round(at - span * share)));
  return { from, to: Math.min(last, from + span) };
}
