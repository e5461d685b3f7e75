// A zone's frames as parts of one bar, and its watermarks on an axis on which reserve, marks and free all can be read.
import type { ZoneRow, ZonesData } from "./types";
import { clamp } from "./fmt";

export interface Part {
  kind: "free" | "pcp" | "used" | "boot" | "hole";
  frames: number;
  x: number; // 0..1
  w: number;
}

const LEAST = 0.012; // of the bar: what is there at all can be seen

// spanned = holes + kept at boot + in use + per-cpu + free. Small parts are drawn at least LEAST wide, the rest shares
// what is left.
export function partsOf(zone: ZoneRow): Part[] {
  const free = clamp(zone.free, 0, zone.managed);
  const sizes: [Part["kind"], number][] = [
    ["free", free],
    ["pcp", zone.pcp],
    ["used", Math.max(0, zone.managed - free - zone.pcp)],
    ["boot", zone.present - zone.managed],
    ["hole", zone.spanned - zone.present],
  ];
  const there = sizes.filter(([, frames]) => frames > 0);
  const total = there.reduce((sum, [, frames]) => sum + frames, 0) || 1;
  const small = there.filter(([, frames]) => frames / total < LEAST);
  const rest = 1 - small.length * LEAST;
  const large = there.reduce((sum, [, frames]) => sum + (frames / total < LEAST ? 0 : frames), 0) || 1;
  let x = 0;
  return there.map(([kind, frames]) => {
    const w = frames / total < LEAST ? LEAST : (frames / large) * rest;
    const part = { kind, frames, x, w };
    x += w;
    return part;
  });
}

export interface ZoneGauge {
  reserve: number; // end of the reserve, 0..1
  min: number;
  low: number;
  high: number;
  free: number;
  breaks: number[];
}

// Each stretch is true to scale in itself: 0 to the reserve, the reserve to min, min to high; above high is a break.
export function zoneGauge(free: number, marks: ZoneRow["marks"], reserve: number): ZoneGauge {
  const base = reserve > 0 ? 0.26 : 0;
  const low = base + 0.16;
  const high = 0.76;
  const knots: [number, number][] = [
    [0, 0],
    [reserve, base],
    [reserve + marks.min, low],
    [reserve + marks.high, high],
  ];
  const at = (n: number): number => {
    for (let i = 1; i < knots.length; i++) {
      const [[n0, x0], [n1, x1]] = [knots[i - 1], knots[i]];
      if (n <= n1) return n1 === n0 ? x1 : x0 + ((x1 - x0) * (n - n0)) / (n1 - n0);
    }
    const over = (n - reserve - marks.high) / Math.max(1, marks.high - marks.min);
    return over < 0.3 ? high + over * 0.3 : 0.97;
  };
  return {
    reserve: base,
    min: at(reserve + marks.min),
    low: at(reserve + marks.low),
    high: at(reserve + marks.high),
    free: clamp(at(free), 0, 0.97),
    breaks: [base + 0.07, 0.88],
  };
}

// Zones that a request may be asked about: those with memory. The request's own, else the highest.
export function requesterOf(data: ZonesData, chosen: string | null): string {
  const full = data.zones.filter((zone) => zone.managed > 0).map((zone) => zone.name);
  if (chosen && full.includes(chosen)) return chosen;
  const asked = data.fallbacks.find((one) => one.zone === data.request?.zone)?.order[0];
  return asked ?? full.at(-1) ?? data.zones[0]?.name ?? "";
}

export type Verdict = "low" | "min" | "no" | "unset" | "above" | "empty";

export function verdictOf(zone: ZoneRow, requester: string): Verdict {
  if (zone.present === 0) return "empty";
  const ask = zone.asks.find((one) => one.zone === requester);
  if (!ask) return "above";
  if (zone.marks.high === 0) return "unset";
  return ask.low ? "low" : ask.min ? "min" : "no";
}

export const reserveFor = (zone: ZoneRow, requester: string): number =>
  zone.asks.find((one) => one.zone === requester)?.reserve ?? 0;
