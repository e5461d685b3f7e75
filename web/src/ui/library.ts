// The scenario library beside the page: ./scenarios/index.json and the files it names.
import type { Sentence } from "./context";

export interface LibraryEntry {
  id: string;
  file: string;
  title: Sentence;
  prose?: Sentence | null;
  chapter?: Sentence | string | number | null;
  basis?: string;
  steps?: number;
  ops?: number;
  asks?: number;
  tags?: string[];
}

export const libraryUrl = (file: string) => new URL(`scenarios/${file}`, document.baseURI).href;

// A scenario may name a device tree that lies beside it: it comes along.
export async function fetchScenario(url: string): Promise<string> {
  const text = await fetchText(url);
  if (!text.includes('.dtb"')) return text;
  const { treeName, withTree } = await import("./dtb");
  const name = treeName(text);
  const response = name ? await fetch(new URL(name, url), { credentials: "omit" }) : null;
  return name && response?.ok ? withTree(text, name, new Uint8Array(await response.arrayBuffer())) : text;
}

export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { credentials: "omit" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return response.text();
}

let known: Promise<LibraryEntry[]> | null = null;

export function library(): Promise<LibraryEntry[]> {
  known ??= fetchText(libraryUrl("index.json")).then((text) => {
    const list = JSON.parse(text) as LibraryEntry[] | { scenarios: LibraryEntry[] };
    return Array.isArray(list) ? list : list.scenarios;
  });
  known.catch(() => (known = null));
  return known;
}

// A link names a scenario by its id, or as people copy it, by its file with or without the ending.
export function isNamed(entry: LibraryEntry, name: string): boolean {
  return [entry.id, entry.file, entry.file.replace(/\.json$/, "")].includes(name);
}
