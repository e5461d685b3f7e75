// Every word of ours, in English and in Chinese (en.ts, zh.ts: the same keys; more.en.ts, more.zh.ts likewise, for
// the views that come later). The core brings its own sentences in both languages; what is here is the stage around
// them and the views' own words. A reader fetches one language.
import type { Lang, Sentence, Token } from "../ui/context";

type Table = Record<string, string>;
const tables: Partial<Record<Lang, Table>> = {};
const spoken = new Set<Lang>();
let all = false; // a view whose words are not among the first has come

function take(lang: Lang, { words }: { words: Table }) {
  tables[lang] = { ...tables[lang], ...words };
}

export async function loadWords(lang: Lang): Promise<void> {
  if (!spoken.has(lang)) take(lang, await (lang === "zh" ? import("./zh") : import("./en")));
  spoken.add(lang);
  if (all) await loadMoreOf(lang);
}

async function loadMoreOf(lang: Lang): Promise<void> {
  take(lang, await (lang === "zh" ? import("./more.zh") : import("./more.en")));
}

// The words of the views that are no part of the first load.
export async function loadMoreWords(): Promise<void> {
  if (all) return;
  await Promise.all([...spoken].map(loadMoreOf));
  all = true;
}

// An unknown key shows itself, so that a test or a reader notices. "{n?frame|frames}" is what follows one, or another number.
export function word(lang: Lang, key: string, slots: Record<string, string | number> = {}): string {
  const text = tables[lang]?.[key] ?? key;
  return text.replace(/\{(\w+)(?:\?([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) =>
    many === undefined ? String(slots[name] ?? whole) : String(slots[name]) === "1" ? one : many,
  );
}

// A sentence as tokens, whatever form the core gave it in.
export function tokens(lang: Lang, sentence: Sentence | string | null | undefined): Token[] {
  if (sentence === null || sentence === undefined) return [];
  if (typeof sentence === "string") return [sentence];
  const own = sentence[lang] ?? sentence.en ?? "";
  return typeof own === "string" ? [own] : own;
}

export function plain(lang: Lang, sentence: Sentence | string | null | undefined): string {
  return tokens(lang, sentence)
    .map((token) => (typeof token === "string" ? token : token[1]))
    .join("");
}
