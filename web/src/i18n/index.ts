// Every word of ours, in English and in Chinese. The core brings its own sentences in both languages; what is here is
// the stage around them. The views keep their words beside them (src/views/strings.ts); the table is one.
import type { Lang, Sentence, Token, Words } from "../ui/context";
import { strings as stage } from "./stage";

const beside = import.meta.glob<{ strings?: Words }>("../views/strings*.ts", { eager: true });
export const table: Words = Object.assign(
  {},
  ...Object.values(beside).map((module) => module.strings ?? {}),
  stage,
);

export function word(lang: Lang, key: string, slots: Record<string, string | number> = {}): string {
  const text = table[key]?.[lang] ?? key;
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

export function count(n: number): string {
  return n.toLocaleString("en-US"); // thousands with a comma, in Chinese too
}
