// What every view gets beside its data: the language, the one selection, and a way to ask the core. A view
// knows nothing else of the stage; it never learns which engine answers, and it keeps no state across steps.
//
// Rules of the house for views:
//  - `data` is the inner object (answer.translation, answer.buddy, ..), for /proc {file, text, changed}; null while
//    nothing has been answered yet. The last good data stays until the next step's has come.
//  - A view fills its panel's body (100 % wide and high, scrolling inside if it must); the panel's header is the stage's.
//    It may export a snippet-free one-line caption through `data` only; it draws no header of its own.
//  - The page's CSP forbids style="" attributes in templates and style elements: use classes, SVG attributes, or
//    Svelte's style:prop={..} (which sets element.style and is allowed).
//  - Colours only by the variables of ui/tokens.css; shared classes (.m, .q, .chg, .sel, .u-a, .mt-m ..) are in ui/base.css.
//  - The views' own words stand in src/i18n (en.ts, zh.ts) under v.; the same test compares them.

export type Lang = "en" | "zh";
export type Theme = "light" | "dark" | "hc-light" | "hc-dark";

// A sentence comes from the core in both languages, as tokens: plain strings or [kind, text, stable id?].
export type Token = string | [kind: string, text: string] | [kind: string, text: string, id: string];
export interface Sentence {
  en: Token[] | string;
  zh: Token[] | string;
}

export interface ViewContext {
  lang: Lang;
  // One of our own words, by its key in src/i18n; {name} slots are filled from `slots`.
  t(key: string, slots?: Record<string, string | number>): string;
  // One of the core's sentences, in the reader's language, always as tokens.
  text(sentence: Sentence | null | undefined): Token[];
  // The same as one plain string, for titles, aria-labels and SVG text.
  plain(sentence: Sentence | null | undefined): string;
  // The stable name of the object that is lit everywhere ("pfn:0x1a7b", "va:A:0x7ffff7ff2018"), or null.
  selected: string | null;
  select(id: string | null): void;
  hovered: string | null;
  hover(id: string | null): void;
  // Move the cursor of time.
  goto(step: number): void;
  // The two ways to ask the core; `at` is filled in with the present step when it is not given.
  frames(request: object): Promise<Uint8Array>;
  ask<T = Record<string, unknown>>(request: object): Promise<T>;
  // Swap this view's own arguments (for example {task: "B"} or {zone: "DMA"}); the stage asks again.
  setArgs(args: Record<string, unknown>): void;
  step: number;
  // The animation of the present step, 0 (as before it) to 1 (as after it); always 1 when motion is reduced.
  progress: number;
  reduced: boolean;
  theme: Theme;
  phone: boolean;
  // This view has the most room on the stage (false in a small panel beside it).
  focus: boolean;
}

export interface ViewProps<T = Record<string, unknown>> {
  data: T | null;
  ctx: ViewContext;
}
