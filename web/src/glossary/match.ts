// Where the glossary's words stand in a sentence: the longest term first, English ones as whole words (a plural counts),
// Chinese ones wherever they occur, and each term at its first place in the sentence only.
import type { Lang } from "../ui/context";
import type { Term } from "./terms";

export interface Marked {
  text: string;
  term: string;
}
export type Piece = string | Marked;

// Words that only look like a term: `struct page` is no page, 阶段 is no order.
const NOT_AFTER = new Map(Object.entries({ page: "struct ", node: "tree " }));
const NOT_BEFORE = new Map(
  Object.entries({ 阶: "[段层梯]", 内存区: "域", 页面: "[ ]?缓存", node: "s? of the tree" }),
);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

// An acronym is written as it is; an ordinary word may begin a sentence.
function english(word: string): string {
  const first = /^[a-z]/.test(word) ? `[${word[0]}${word[0].toUpperCase()}]` : escaped(word[0]);
  const after = NOT_AFTER.has(word) ? `(?<!${NOT_AFTER.get(word)})` : "";
  const before = NOT_BEFORE.has(word) ? `(?!${NOT_BEFORE.get(word)})` : "";
  return `(?<![\\w/.-])${after}${first}${escaped(word.slice(1))}(?:s|es)?(?![\\w/])${before}`;
}

const chinese = (word: string) => escaped(word) + (NOT_BEFORE.has(word) ? `(?!${NOT_BEFORE.get(word)})` : "");

export type Cut = (texts: string[]) => Piece[][];

// `texts` are the plain stretches of one sentence, in their order.
export function cutter(terms: Term[], lang: Lang): Cut {
  const words = new Map<string, string>();
  for (const term of terms) for (const word of [term.name, term.word[lang]]) words.set(word, term.name);
  const sorted = [...words.keys()].sort((a, b) => b.length - a.length);
  const pattern = sorted.map((word) => `(${/^[\x20-\x7e]+$/.test(word) ? english(word) : chinese(word)})`);
  const all = new RegExp(pattern.join("|"), "g");

  return (texts) => {
    const seen = new Set<string>();
    return texts.map((text) => {
      const pieces: Piece[] = [];
      let at = 0;
      for (const found of text.matchAll(all)) {
        const which = found.findIndex((group, i) => i > 0 && group !== undefined) - 1;
        const term = words.get(sorted[which]) as string;
        if (seen.has(term)) continue;
        seen.add(term);
        if (found.index > at) pieces.push(text.slice(at, found.index));
        pieces.push({ text: found[0], term });
        at = found.index + found[0].length;
      }
      if (at < text.length || !pieces.length) pieces.push(text.slice(at));
      return pieces;
    });
  };
}
