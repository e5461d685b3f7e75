// Every word that the views say themselves, in both languages, view by view. The core's sentences are not here.
import type { Lang, Words } from "../ui/context";
import { memoryWords } from "./strings.memory";
import { taskWords } from "./strings.tasks";

export const strings: Words = { ...memoryWords, ...taskWords };

// One of them, with {slots} filled. An unknown key shows itself, so that a test or a reader notices.
export function s(lang: Lang, key: string, slots: Record<string, string | number> = {}): string {
  const text = strings[key]?.[lang] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in slots ? String(slots[name]) : whole));
}
