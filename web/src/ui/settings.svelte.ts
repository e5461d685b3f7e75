// What the reader prefers: language, theme, motion, type size. Comes with the link; what the reader picks by hand is
// remembered where the browser lets us, and nothing breaks where it does not.
import { loadWords, plain, tokens, word } from "../i18n";
import type { Lang, Sentence, Theme, Token } from "./context";
import type { LinkState } from "./hash";

const KEY = "pagewalk.settings";

function remembered(): { lang?: Lang; theme?: Theme } {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

const media = (query: string) => matchMedia(query);

export class Settings {
  lang = $state<Lang>("en");
  picked = $state<Theme | null>(null);
  motionNone = $state(false);
  present = $state(false);
  #systemDark = $state(media("(prefers-color-scheme: dark)").matches);
  #systemContrast = $state(media("(prefers-contrast: more)").matches);
  #systemReduced = $state(media("(prefers-reduced-motion: reduce)").matches);
  #keep: boolean;
  // Who else must know a language before the page speaks it: the core.
  readonly speakers: ((lang: Lang) => Promise<void>)[] = [];
  readonly systemLang: Lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

  constructor(link: LinkState, keep: boolean) {
    const had = keep ? remembered() : {};
    this.lang = link.lang ?? had.lang ?? this.systemLang;
    this.picked = link.theme ?? had.theme ?? null;
    this.motionNone = link.motion === "none";
    this.present = link.font === "present";
    this.#keep = keep;
    media("(prefers-color-scheme: dark)").onchange = (event) => (this.#systemDark = event.matches);
    media("(prefers-contrast: more)").onchange = (event) => (this.#systemContrast = event.matches);
    media("(prefers-reduced-motion: reduce)").onchange = (event) => (this.#systemReduced = event.matches);
  }

  get theme(): Theme {
    if (this.picked) return this.picked;
    if (this.#systemContrast) return this.#systemDark ? "hc-dark" : "hc-light";
    return this.#systemDark ? "dark" : "light";
  }

  get reduced(): boolean {
    return this.motionNone || this.#systemReduced;
  }

  // In the reader's language: a word of ours, a sentence of the core's as tokens, the same as plain text.
  t = (key: string, slots?: Record<string, string | number>): string => word(this.lang, key, slots);
  tokens = (sentence: Sentence | string | null | undefined): Token[] => tokens(this.lang, sentence);
  plain = (sentence: Sentence | string | null | undefined): string => plain(this.lang, sentence);

  setLang(lang: Lang) {
    void this.#speak(lang).then(() => this.#remember());
  }

  // The page changes its language when the words are there; without them (no network) it stays as it is.
  async #speak(lang: Lang) {
    await Promise.all([loadWords(lang), ...this.speakers.map((speak) => speak(lang))]).then(
      () => (this.lang = lang),
      () => undefined,
    );
  }

  setTheme(theme: Theme) {
    this.picked = theme;
    this.#remember();
  }

  applyLink(link: LinkState) {
    if (link.lang && link.lang !== this.lang) void this.#speak(link.lang);
    if (link.theme) this.picked = link.theme;
    this.motionNone = link.motion === "none";
    this.present = link.font === "present";
  }

  // The document's own attributes follow (tokens.css reads them).
  paint(root: HTMLElement) {
    root.lang = this.lang === "zh" ? "zh-CN" : "en";
    root.dataset.lang = this.lang;
    root.dataset.theme = this.theme;
    if (this.motionNone) root.dataset.motion = "none";
    else delete root.dataset.motion;
    if (this.present) root.dataset.font = "present";
    else delete root.dataset.font;
  }

  #remember() {
    if (!this.#keep) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ lang: this.lang, theme: this.picked ?? undefined }));
    } catch {
      // a browser without storage: the choice lasts as long as the page
    }
  }
}
