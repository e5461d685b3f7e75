// The state that a link carries (docs: embedding contract). Everything lives in the fragment, so nothing of it
// ever reaches a server, and a link keeps working on any plain file server.

export interface LinkState {
  s?: string; // library scenario
  sz?: string; // compressed scenario text
  src?: string; // address of a scenario file
  t?: number; // step
  from?: number; // clip
  to?: number;
  view?: string[]; // views, the first in focus
  focus?: string; // stable name of the selected object
  ctl?: "none" | "min" | "full";
  play?: boolean;
  speed?: number;
  lang?: "en" | "zh";
  theme?: "light" | "dark" | "hc-light" | "hc-dark";
  motion?: "none";
  font?: "present";
  grain?: 0 | 1 | 2;
  engine?: "wasm" | "http";
  left?: number; // width of the left column, px
  support?: number; // height of the supporting panels, px
  v?: string; // version of the model that made the link
}

// The fragment; or the query, which is what some copy out of an address.
export function linkOf({ hash, search }: { hash: string; search: string }): string {
  return hash.length > 1 ? hash : search;
}

const NUMBERS = ["t", "from", "to", "speed", "left", "support"] as const;
const CHOICES = {
  ctl: ["none", "min", "full"],
  lang: ["en", "zh"],
  theme: ["light", "dark", "hc-light", "hc-dark"],
  motion: ["none"],
  font: ["present"],
  engine: ["wasm", "http"],
} as const;
const TEXTS = ["s", "sz", "src", "focus", "v"] as const;

function number(text: string | null): number | undefined {
  if (text === null || !/^\d{1,9}(\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

// What is malformed is left out, never guessed: a link from a mail client may be cut anywhere.
export function parseLink(fragment: string): LinkState {
  const given = new URLSearchParams(fragment.replace(/^[#?]/, ""));
  const state: Record<string, unknown> = {};
  for (const key of TEXTS) if (given.get(key)) state[key] = given.get(key);
  for (const key of NUMBERS) if (number(given.get(key)) !== undefined) state[key] = number(given.get(key));
  for (const [key, allowed] of Object.entries(CHOICES)) {
    const value = given.get(key);
    if (value !== null && (allowed as readonly string[]).includes(value)) state[key] = value;
  }
  const grain = number(given.get("grain"));
  if (grain === 0 || grain === 1 || grain === 2) state.grain = grain;
  if (given.has("play")) state.play = given.get("play") !== "0";
  const view = (given.get("view") ?? "").split(/[ ,]+/).filter((name) => /^[a-z_]+$/.test(name));
  if (view.length) state.view = view;
  return state as LinkState;
}

const ORDER: (keyof LinkState)[] = [
  ...["s", "sz", "src", "t", "from", "to", "view", "focus", "grain", "ctl", "play", "speed"],
  ...["lang", "theme", "motion", "font", "left", "support", "engine", "v"],
] as (keyof LinkState)[];

function readable(value: unknown): string {
  if (value === true) return "1";
  if (Array.isArray(value)) return value.join(",");
  return encodeURIComponent(String(value)).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/");
}

export function formatLink(state: LinkState): string {
  const parts: string[] = [];
  for (const key of ORDER) {
    const value = state[key];
    if (value !== undefined && value !== false) parts.push(`${key}=${readable(value)}`);
  }
  return parts.length ? `#${parts.join("&")}` : "";
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function through(bytes: Uint8Array, transform: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function squeeze(text: string): Promise<string> {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return base64url(packed);
}

export async function unsqueeze(packed: string): Promise<string> {
  const text = atob(packed.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}
