// The stage's one state: which scenario, which step, what is selected. Panels read it; only its methods write it.
// A person acts in two ways: move the cursor of time, or load a scenario. Nothing here knows a rule of the kernel.
import { EngineFault, type Engine, type EngineKind } from "../engine/engine";
import { openEngine } from "../engine/open";
import type { Answer, AnswerError, CheckAnswer, Loaded, OpEntry } from "../engine/protocol";
import { plain } from "../i18n";
import { Asker } from "./asker";
import { arrangementOf, firstPicture, fit, insteadOf, placesFor, type Places, type Wishes } from "./layout";
import { fetchScenario, isNamed, library, libraryUrl, type LibraryEntry } from "./library";
import { glossary } from "./glossary.svelte";
import { answersAt, momentAt, touchedPage, type Moment } from "./moment";
import type { Lang, Sentence } from "./context";
import type { LinkState } from "./hash";
import { loadOthers, pageFor } from "./registry";
import type { Settings } from "./settings.svelte";

export type Grain = 0 | 1 | 2;
export type Source =
  { kind: "library"; entry: LibraryEntry } | { kind: "text"; name: string } | { kind: "src"; url: string };
export type Trouble =
  | { kind: "scenario"; error: AnswerError; text: string; name: string }
  | { kind: "unknown"; name: string; library: LibraryEntry[] }
  | { kind: "fetch"; what: string }
  | { kind: "network"; what: string; again: () => void }
  | { kind: "engine"; what: string };
export type Badge =
  | { state: "checking" }
  | { state: "held"; count: number }
  | { state: "broken"; name: string; text: Sentence | string | null; step: number };

// Seconds a step at each speed; 0 is "manual": space moves one step and stops.
export const SPEEDS = [0, 0.5, 1, 2, 4] as const;

export class Stage {
  loaded = $state.raw<Loaded | null>(null);
  source = $state.raw<Source | null>(null);
  text = ""; // of the loaded scenario, for Share and the error page
  now = $state.raw<Moment | null>(null);
  undone = $state.raw<Moment | null>(null); // one step back: what the views still draw while its change runs back
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  badge = $state.raw<Badge>({ state: "checking" });
  grain = $state<Grain>(2);
  speed = $state(0);
  playing = $state(false);
  selected = $state<string | null>(null);
  hovered = $state<string | null>(null);
  wishes = $state.raw<Wishes>({ focus: null, support: [] });
  args = $state.raw<Record<string, Record<string, unknown>>>({});
  clip = $state.raw<{ from: number | null; to: number | null }>({ from: null, to: null });
  width = $state(1440);
  height = $state(900);
  sizes = $state.raw<{ left: number | null; support: number | null }>({ left: null, support: null }); // px, by hand
  progress = $state(1);
  target = $state(0); // where the cursor is bound, while the answers are on their way
  ondone: ((step: number) => void) | null = null;

  #opening: Promise<Engine> | null = null;
  #engine: Engine | null = null;
  #kind: EngineKind;
  #asker: Asker | null = null;
  #moving = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #animation = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly settings: Settings,
    link: LinkState,
    readonly slim = false, // an embedded stage: no tree, no shelf
  ) {
    this.#kind = link.engine ?? "wasm";
    settings.speakers.push((lang) => this.#speak(lang));
    this.applyLink(link);
    this.#ready()
      .then((engine) => this.#words(engine))
      .catch(() => undefined); // starts while the page is put together; who needs it will be told
  }

  get engineKind(): EngineKind {
    return this.#kind;
  }
  get step(): number {
    return this.now?.step ?? 0;
  }
  get first(): number {
    return this.clip.from ?? 0;
  }
  get start(): number {
    return Math.max(this.clip.from ?? 0, this.loaded?.start ?? 0);
  }
  get last(): number {
    return Math.min(this.clip.to ?? Infinity, this.loaded?.steps ?? 0);
  }
  get phone(): boolean {
    return this.width < 600;
  }
  get op(): OpEntry | null {
    return this.opAt(this.step);
  }
  // The story's first picture is that of its first op, though the machine still stands at the prelude's end.
  #baseAt(step: number, instead: boolean) {
    const ops = this.loaded?.ops ?? [];
    const next = step === this.loaded?.start ? this.opAt(step + 1) : null;
    const base = next ? firstPicture(ops, next.i) : arrangementOf(ops, this.opAt(step)?.i ?? 0);
    return instead ? insteadOf(base) : base;
  }
  get base() {
    return this.#baseAt(this.step, this.now?.instead ?? false);
  }
  // Nothing of the story has happened yet: its own words stand where the step's sentence will.
  get atStart(): boolean {
    return this.step === (this.loaded?.start ?? -1);
  }
  // Prose may be a paragraph; it is set smaller than a sentence.
  get long(): boolean {
    return this.settings.plain(this.sentence).length > (this.settings.lang === "zh" ? 80 : 170);
  }
  // Nothing happens in a note: its own words are what the step says.
  get reading(): Sentence | null {
    const { op, note } = this.op ?? {};
    return op === "note" && !this.atStart && note && plain("en", note) ? note : null;
  }
  get sentence(): Sentence | null {
    const record = this.now?.view?.record;
    if (record && !this.atStart) return this.reading ?? record.text;
    const { prose, title } = this.loaded ?? {};
    return prose && plain("en", prose) ? prose : (title ?? null);
  }
  get places(): Places {
    return fit(placesFor(this.base, this.wishes), this.width, this.height, this.settings.present);
  }
  get shown(): string[] {
    return this.#shownIn(this.places);
  }
  // A small stage shows one view; an embedded one what its link names.
  #shownIn({ strip, focus, support }: Places): string[] {
    if (this.slim) return [focus, ...this.wishes.support].slice(0, 2);
    if (this.phone) return [focus];
    return [strip, focus, ...support].filter((view): view is string => view !== null);
  }
  // A folded view's one line of state. Which frame struct page shows is the reader's choice, so the core cannot say.
  chip(view: string): string {
    const { plain, t } = this.settings;
    if (view !== "page") return plain(this.now?.overview?.chips[view]);
    const touched = touchedPage(this.now?.view ?? null);
    const pfn = pageFor(this.args.page ?? {}, { selected: this.selected, touched });
    return pfn === null ? t("chip.page.none") : t("chip.page", { pfn: `0x${pfn.toString(16)}` });
  }
  // What a view draws: the moment, or for a third of a second the one that a step back undoes.
  drawn(view: string): Moment | null {
    return this.undone && view in this.undone.views ? this.undone : this.now;
  }
  get asker(): Asker | null {
    return this.#asker;
  }

  // The present sentence in a given language, for the page around an embedded stage.
  plainIn(lang: Lang): string {
    return plain(lang, this.sentence);
  }

  opAt(step: number): OpEntry | null {
    const ops = this.loaded?.ops ?? [];
    let found: OpEntry | null = null;
    for (const op of ops) if (op.first <= Math.max(step, 1)) found = op;
    return found;
  }

  applyLink(link: LinkState) {
    if (link.grain !== undefined) this.grain = link.grain;
    if (link.speed !== undefined)
      this.speed = SPEEDS.reduce((a, b) => (Math.abs(b - link.speed!) < Math.abs(a - link.speed!) ? b : a));
    if (link.focus) this.selected = link.focus;
    this.sizes = { left: link.left ?? null, support: link.support ?? null };
    this.clip = { from: link.from ?? null, to: link.to ?? null };
    this.wishes = { focus: link.view?.[0] ?? null, support: link.view?.slice(1) ?? [] };
  }

  // ---- loading -------------------------------------------------------------------------------------------------

  async #ready(): Promise<Engine> {
    this.#opening ??= openEngine(this.#kind);
    try {
      this.#engine = await this.#opening;
    } catch (cause) {
      this.#opening = null; // the next to need it tries again
      throw cause;
    }
    return this.#engine;
  }

  // The page around an embedded stage is told every sentence in both languages.
  #words(engine: Engine): Promise<unknown> {
    const langs: Lang[] = this.slim ? ["en", "zh"] : [this.settings.lang];
    return Promise.all(langs.map((lang) => engine.speak(lang)));
  }

  // What was answered before the engine spoke this language lacks its words: it is asked anew.
  async #speak(lang: Lang) {
    const engine = this.#engine;
    if (!engine) return;
    await engine.speak(lang);
    if (!this.#asker) return;
    this.#asker = new Asker(engine);
    await this.#arrive(this.target);
  }

  async loadLibrary(id: string, step: number | null = null): Promise<boolean> {
    try {
      const all = await library();
      const entry = all.find((one) => isNamed(one, id));
      if (!entry) {
        this.trouble = { kind: "unknown", name: id, library: all };
        return false;
      }
      const text = await fetchScenario(libraryUrl(entry.file));
      return await this.loadText(text, { kind: "library", entry }, step);
    } catch (cause) {
      this.trouble = { kind: "fetch", what: `${id}: ${message(cause)}` };
      return false;
    }
  }

  async loadSrc(src: string, step: number | null = null): Promise<boolean> {
    try {
      const url = new URL(src, document.baseURI).href;
      return await this.loadText(await fetchScenario(url), { kind: "src", url: src }, step);
    } catch (cause) {
      this.trouble = { kind: "fetch", what: `${src}: ${message(cause)}` };
      return false;
    }
  }

  // A refused scenario leaves the last good one on the stage.
  async loadText(text: string, source: Source, step: number | null = null): Promise<boolean> {
    this.pause();
    this.busy = true;
    try {
      const engine = await this.#ready();
      const words = this.#words(engine);
      const [answer] = (await Promise.all([engine.send({ verb: "load", scenario: text }), words])) as [
        Loaded,
        unknown,
      ];
      if (!answer.ok) {
        this.trouble = { kind: "scenario", error: answer.error!, text, name: nameOf(source) };
        await this.#reload(engine);
        return false;
      }
      this.#take(answer, text, source, engine);
      await this.#arrive(this.#clamp(step ?? this.start));
      return true;
    } catch (cause) {
      this.#failed(cause, () => void this.loadText(text, source, step));
      return false;
    } finally {
      this.busy = false;
    }
  }

  #failed(cause: unknown, again: () => void) {
    const what = message(cause);
    const retry = () => {
      this.trouble = null;
      again();
    };
    this.pause();
    const waits = cause instanceof EngineFault && cause.what === "network";
    this.trouble = waits ? { kind: "network", what, again: retry } : { kind: "engine", what };
  }

  #take(answer: Loaded, text: string, source: Source, engine: Engine) {
    this.#asker = new Asker(engine);
    this.loaded = answer;
    this.source = source;
    this.text = text;
    this.trouble = null;
    this.now = null;
    this.undone = null;
    this.badge = { state: "checking" };
    this.args = {};
  }

  // A refused load may have emptied the session; put back what was on the stage.
  async #reload(engine: Engine) {
    if (!this.loaded) return;
    await engine.send({ verb: "load", scenario: this.text });
  }

  // ---- time ----------------------------------------------------------------------------------------------------

  #clamp(step: number): number {
    return Math.max(this.first, Math.min(this.last, Math.round(step)));
  }

  goto(step: number) {
    const to = this.#clamp(step);
    this.target = to;
    if (this.#moving || !this.#asker || (this.now && to === this.now.step)) return;
    void this.#arrive(to);
  }

  // One batch at a time: while it is under way the newest wish waits, so a held key shows steps as fast as they come
  // and an answer for a step that nobody wants any more is never drawn.
  async #arrive(step: number) {
    this.#moving = true;
    this.target = step;
    try {
      for (;;) {
        const at = this.target;
        const asker = this.#asker;
        if (!asker) break;
        const moment = await this.#momentAt(asker, at);
        if (asker !== this.#asker) break;
        this.#show(moment);
        if (this.target === at) break;
      }
    } catch (cause) {
      this.#failed(cause, () => void this.#arrive(this.target));
    } finally {
      this.#moving = false;
    }
  }

  // A view that the reader brought in says itself why it is empty; the story's own gives its place away.
  async #momentAt(asker: Asker, step: number): Promise<Moment> {
    const moment = await momentAt(asker, step, this.#wanted(step));
    const { focus } = this.#placesAt(step, false);
    if (this.wishes.focus !== null || moment.views[focus] !== null) return moment;
    const other = await momentAt(asker, step, this.#wanted(step, true));
    return other.views.physical ? { ...other, instead: true } : moment;
  }

  #placesAt(step: number, instead: boolean): Places {
    return fit(
      placesFor(this.#baseAt(step, instead), this.wishes),
      this.width,
      this.height,
      this.settings.present,
    );
  }
  #wanted(step: number, instead = false) {
    const { focus, args } = this.#baseAt(step, instead);
    const told = focus && args ? { [focus]: args } : {};
    return {
      views: this.#shownIn(this.#placesAt(step, instead)),
      args: this.args,
      told,
      selected: this.selected,
    };
  }

  #show(moment: Moment) {
    const before = this.now;
    const from = before?.step;
    const settled = this.progress === 1; // a held key is faster than a change: it shows ends only
    this.now = moment;
    const back = settled && from !== undefined && moment.step === from - 1;
    this.#animate(back ? before : null, from !== undefined && moment.step === from + 1);
    this.#prefetch(moment.step, from !== undefined && moment.step < from ? -1 : 1);
    this.ondone?.(moment.step);
    if (this.playing) this.#again();
  }

  // The animation of a step is a pure function of (step, 0..1). A single step forward plays it from 0 to 1; a single
  // step back plays the step that is undone from 1 to 0. The words and the timeline are there at once either way.
  #animate(undone: Moment | null, forward: boolean) {
    cancelAnimationFrame(this.#animation);
    const plays = (undone || forward) && !this.settings.reduced;
    this.undone = plays ? undone : null;
    this.progress = plays && forward ? 0 : 1;
    if (!plays) return;
    const began = performance.now();
    const tick = (time: number) => {
      const part = Math.max(0, Math.min(1, (time - began) / 320));
      if (part === 1) this.undone = null;
      this.progress = part === 1 || !this.undone ? part : 1 - part;
      if (part < 1) this.#animation = requestAnimationFrame(tick);
    };
    this.#animation = requestAnimationFrame(tick);
  }

  // While the reader reads: the next step's answers, then the invariants.
  #prefetch(step: number, dir: 1 | -1) {
    clearTimeout(this.#idle);
    const asker = this.#asker;
    if (!asker) return;
    this.#idle = setTimeout(async () => {
      try {
        const next = await this.#neighbour(step, dir);
        if (next !== null && asker === this.#asker && step === this.step)
          await answersAt(asker, next, this.#wanted(next, this.now?.instead));
        if (asker === this.#asker && step === this.step) await this.check();
        this.#later ??= setTimeout(() => void this.#enrich().catch(() => undefined), 600);
      } catch {
        // what could not be fetched early will be asked again, and reported, when it is needed
      }
    }, 40);
  }

  // Nothing of this is needed to read the first picture: the rest of the core, the glossary, the views not yet seen.
  async #enrich() {
    this.#engine?.later();
    await glossary.load(() => this.settings.lang);
    await loadOthers();
  }

  async #neighbour(step: number, dir: 1 | -1): Promise<number | null> {
    let next: number | null = step + dir;
    if (this.grain !== 2) {
      const answer = await this.#asker!.ask({ verb: "find", dir, grain: this.grain }, step);
      // Past the last one of this size there is still the end of the story (or, backwards, its start).
      const edge = dir > 0 ? this.last : this.first;
      next = answer.ok && typeof answer.found === "number" ? answer.found : edge;
      if (next === step) next = null;
    }
    return next !== null && next >= this.first && next <= this.last ? next : null;
  }

  async stepBy(dir: 1 | -1): Promise<boolean> {
    if (!this.#asker) return false;
    const next = await this.#neighbour(this.target, dir);
    if (next === null) {
      this.pause();
      return false;
    }
    this.goto(next);
    return true;
  }

  // The next thing worth stopping at: a decision, an op, or a step the hardware takes by itself into the kernel.
  async eventBy(dir: 1 | -1) {
    const asker = this.#asker;
    if (!asker) return;
    const from = this.target;
    const kinds = ["decision", "op"];
    const answers = await Promise.all(kinds.map((kind) => asker.ask({ verb: "find", dir, kind }, from)));
    const found = answers.map((answer) => answer.found).filter((n): n is number => typeof n === "number");
    if (!found.length) return this.goto(dir > 0 ? this.last : this.start);
    this.goto(dir > 0 ? Math.min(...found) : Math.max(...found));
  }

  home() {
    this.goto(this.target === this.start ? this.first : this.start);
  }
  end() {
    this.goto(this.last);
  }

  toggle() {
    if (this.playing) this.pause();
    else if (this.speed === 0) void this.stepBy(1);
    else this.play();
  }
  play() {
    if (this.speed === 0) this.speed = 1;
    if (this.target >= this.last) return;
    this.playing = true;
    void this.stepBy(1);
  }
  pause() {
    this.playing = false;
    clearTimeout(this.#timer);
  }
  #again() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.playing && void this.stepBy(1), 1000 / (this.speed || 1));
  }

  // ---- the invariants --------------------------------------------------------------------------------------------

  // They hold between ops, so inside one the badge speaks of the last boundary.
  async check() {
    const asker = this.#asker;
    if (!asker) return;
    const op = this.op;
    const inside = op !== null && this.step >= op.first && this.step < op.first + op.steps - 1;
    const at = inside ? op.first - 1 : this.step;
    const answer = (await asker.ask({ verb: "check" }, at)) as CheckAnswer;
    if (asker !== this.#asker || !answer.ok) return;
    const broken = answer.checks.find((check) => !check.ok);
    this.badge = broken
      ? { state: "broken", name: broken.name, text: broken.text ?? null, step: at }
      : { state: "held", count: answer.checks.length };
  }

  // ---- views -----------------------------------------------------------------------------------------------------

  select(id: string | null) {
    const name = id?.replace(/^page:/, "pfn:") ?? null; // one name for a frame, whoever says it
    this.selected = this.selected === name ? null : name;
    if (this.shown.includes("page")) void this.refresh();
  }

  bringForward(view: string): Promise<void> {
    if (this.phone || this.height < 830 || this.width < 1180) this.wishes = { ...this.wishes, focus: view };
    else
      this.wishes = {
        ...this.wishes,
        support: [view, ...this.wishes.support.filter((other) => other !== view)].slice(0, 2),
      };
    return this.refresh();
  }
  focusOn(view: string | null): Promise<void> {
    const support = this.wishes.support.filter((other) => other !== view);
    this.wishes = { focus: view, support };
    return this.refresh();
  }
  setArgs(view: string, args: Record<string, unknown>) {
    this.args = { ...this.args, [view]: args };
    void this.refresh();
  }

  // The same step again, for what has come into sight since.
  async refresh() {
    const asker = this.#asker;
    const at = this.step;
    if (!asker || !this.now) return;
    try {
      const moment = await this.#momentAt(asker, at);
      if (asker === this.#asker && at === this.step) this.now = moment;
    } catch (cause) {
      this.#failed(cause, () => void this.refresh());
    }
  }

  async ask(request: object): Promise<Answer> {
    if (!this.#asker) throw new Error("nothing loaded");
    return this.#asker.ask(request, this.step);
  }
  async frames(request: object): Promise<Uint8Array> {
    if (!this.#asker) throw new Error("nothing loaded");
    return this.#asker.frames(request, this.step);
  }

  resize(width: number, height: number) {
    const before = this.shown.join();
    this.width = width;
    this.height = height;
    if (this.shown.join() !== before) void this.refresh();
  }

  close() {
    this.pause();
    clearTimeout(this.#later);
    this.#opening?.then(
      (engine) => engine.close(),
      () => undefined,
    );
    this.#opening = null;
    this.#engine = null;
    this.#asker = null;
  }
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function nameOf(source: Source): string {
  if (source.kind === "library") return source.entry.file;
  return source.kind === "src" ? source.url : source.name;
}
