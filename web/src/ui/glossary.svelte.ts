// The kernel's words that are explained. Until the table has come, a sentence is plain text.
import type { Cut, Piece } from "../glossary/match";
import type { Lang } from "./context";

class Glossary {
  #cuts = $state.raw<Record<Lang, Cut> | null>(null);
  #coming = false;

  async load(lang: () => Lang): Promise<void> {
    if (this.#coming) return;
    this.#coming = true;
    this.#cuts = (await import("../glossary")).open(lang);
  }

  cut(lang: Lang, texts: string[]): Piece[][] {
    return this.#cuts?.[lang](texts) ?? texts.map((text) => [text]);
  }
}

export const glossary = new Glossary();
