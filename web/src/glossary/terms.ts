// docs/GLOSSARY.md as data. The table is the one truth: what stands in it is what the page explains.
import type { Lang } from "../ui/context";

export interface Term {
  name: string; // as the kernel says it, the same in both languages
  word: Record<Lang, string>;
  help: Record<Lang, string>;
}

export function parseTerms(markdown: string): Term[] {
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => {
    const [name, zh, helpEn, helpZh] = row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    return { name, word: { en: name, zh }, help: { en: helpEn, zh: helpZh } };
  });
}
