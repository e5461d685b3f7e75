// Every word of ours, in English and in Chinese (en.ts, zh.ts: the same keys). The core brings its own sentences in
// both languages; what is here is the stage around them and the views' own words. A reader fetches one language.
import type { Lang, Sentence, Token } from "../ui/context";

type Table = Record<string, string>;
const tables: Partial<Record<Lang, Table>> = {};

export async function loadWords(lang: Lang): Promise<void> {
  tables[lang] ??= (lang === "zh" ? await import("./zh") : await import("./en")).words;
}

// An unknown key shows itself, so that a test or a reader notices.
export function word(lang: Lang, key: string, slots: Record<string, string | number> = {}): string {
  const text = tables[lang]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(slots[name] ?? whole));
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
