// The postMessage contract of an embedded stage, version 1. Data only: a message can name a scenario, a step and a
// few settings, never script or HTML. Pure parsing here; the wiring is in main.ts.

export interface Incoming {
  type: "hello" | "goto" | "play" | "pause" | "load" | "set" | "get";
  id?: string | number;
  step?: number;
  link?: string; // load: a fragment as in an address ("s=buddy-split&t=12")
  scenario?: string; // load: the text of a scenario file
  lang?: "en" | "zh";
  theme?: string;
  speed?: number;
  grain?: number;
  focus?: string | null;
}

const TYPES = ["hello", "goto", "play", "pause", "load", "set", "get"];
const MOST_TEXT = 1 << 20;

const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isText = (value: unknown) => typeof value === "string" && value.length <= MOST_TEXT;
const FIELDS: Record<string, (value: unknown) => boolean> = {
  id: (value) => isNumber(value) || isText(value),
  step: isNumber,
  link: isText,
  scenario: isText,
  lang: (value) => value === "en" || value === "zh",
  theme: (value) => typeof value === "string" && /^(hc-)?(light|dark)$/.test(value),
  speed: isNumber,
  grain: (value) => value === 0 || value === 1 || value === 2,
  focus: (value) => value === null || isText(value),
};

// Anything that is not exactly such a message is not for us (pages post all kinds of things to their frames).
export function parseMessage(data: unknown): Incoming | null {
  if (typeof data !== "object" || data === null) return null;
  const given = data as Record<string, unknown>;
  if (given.pagewalk !== 1 || !TYPES.includes(given.type as string)) return null;
  const message: Record<string, unknown> = { type: given.type };
  for (const [name, fits] of Object.entries(FIELDS)) {
    if (given[name] === undefined) continue;
    if (!fits(given[name])) return null;
    message[name] = given[name];
  }
  if (message.type === "goto" && message.step === undefined) return null;
  return message as unknown as Incoming;
}

export interface Outgoing {
  type: "ready" | "size" | "step" | "error" | "state";
  id?: string | number;
  [field: string]: unknown;
}

export function envelope(message: Outgoing): { pagewalk: 1 } & Outgoing {
  return { pagewalk: 1, ...message };
}
