// The lazy half: the table itself, the matcher and the help. It comes once the reader is reading.
import markdown from "../../../docs/GLOSSARY.md?raw";
import type { Lang } from "../ui/context";
import { cutter } from "./match";
import { parseTerms } from "./terms";
import { explain } from "./tip";

export function open(lang: () => Lang) {
  const terms = parseTerms(markdown);
  explain(terms, lang);
  return { en: cutter(terms, "en"), zh: cutter(terms, "zh") };
}
