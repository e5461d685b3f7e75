// Between an embedded stage and the page around it.
import { loadWords, word } from "../i18n";
import { openFromLink } from "../ui/boot";
import type { Lang } from "../ui/context";
import { pageLink } from "../ui/link";
import type { Grain, Stage } from "../ui/stage.svelte";
import { envelope, parseMessage, type Incoming, type Outgoing } from "./messages";

// `ready` is repeated until somebody answers: whichever side loads last, they meet.
const READY_EVERY_MS = 500;
const READY_AT_MOST = 20;

export class HostDoor {
  #origin = "*"; // until the host has spoken; what we say is no secret (a step's number and sentence)
  #buffer: Incoming[] = [];
  #open = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readonly stage: Stage) {
    addEventListener("message", (event) => this.#hear(event));
  }

  // Messages that came while the scenario was loading are acted on now, in their order.
  start() {
    this.#open = true;
    for (const message of this.#buffer.splice(0)) this.#act(message);
    let said = 0;
    const ready = () => {
      const { loaded, start, last } = this.stage;
      this.say({
        type: "ready",
        version: 1,
        title: loaded?.title,
        start,
        steps: last,
        step: this.stage.step,
      });
      if (++said >= READY_AT_MOST) clearInterval(this.#timer);
    };
    ready();
    this.#timer = setInterval(ready, READY_EVERY_MS);
  }

  say(message: Outgoing) {
    if (parent !== window) parent.postMessage(envelope(message), this.#origin);
  }

  sayStep() {
    const { stage } = this;
    const text = { en: stage.plainIn("en"), zh: stage.plainIn("zh") };
    this.say({ type: "step", step: stage.step, steps: stage.last, text, digest: stage.now?.digest });
  }

  sayTrouble() {
    const { trouble } = this.stage;
    if (trouble?.kind === "scenario") this.say({ type: "error", error: { ...trouble.error } });
    else if (trouble) {
      const what = trouble.kind === "unknown" ? trouble.name : trouble.what;
      const said = (lang: Lang) => `${word(lang, `trouble.${trouble.kind}`)}: ${what}`;
      void Promise.all([loadWords("en"), loadWords("zh")]).then(() =>
        this.say({
          type: "error",
          error: { kind: trouble.kind, message: { en: said("en"), zh: said("zh") } },
        }),
      );
    }
  }

  // Only the page around us is heard, and once it has spoken only its origin.
  #hear(event: MessageEvent) {
    if (event.source !== parent || parent === window) return;
    const message = parseMessage(event.data);
    if (!message || (this.#origin !== "*" && event.origin !== this.#origin)) return;
    if (event.origin !== "null") this.#origin = event.origin;
    clearInterval(this.#timer);
    if (this.#open) this.#act(message);
    else this.#buffer.push(message);
  }

  #act(message: Incoming) {
    const { stage } = this;
    if (message.type === "goto") stage.goto(message.step as number);
    else if (message.type === "play") stage.play();
    else if (message.type === "pause") stage.pause();
    else if (message.type === "load") void this.#load(message);
    else if (message.type === "set") this.#set(message);
    else void this.#tell(message);
  }

  async #load(message: Incoming) {
    const { stage } = this;
    if (message.scenario !== undefined)
      await stage.loadText(message.scenario, { kind: "text", name: "scenario" }, message.step);
    else if (message.link !== undefined) await openFromLink(stage, message.link);
    await this.#tell(message);
  }

  #set(message: Incoming) {
    const { stage } = this;
    if (message.lang) stage.settings.setLang(message.lang);
    if (message.theme) stage.settings.setTheme(message.theme as "light");
    if (message.grain !== undefined) stage.grain = message.grain as Grain;
    if (message.speed !== undefined) stage.speed = Math.max(0, Math.min(10, message.speed));
    if (message.focus !== undefined) stage.selected = message.focus;
  }

  // `get` and `hello` are answered with where the stage stands, under the asker's id.
  async #tell(message: Incoming) {
    const { stage } = this;
    const link = await pageLink(stage);
    const { step, last: steps, start } = stage;
    this.say({
      type: "state",
      id: message.id,
      step,
      steps,
      start,
      title: stage.loaded?.title,
      link,
      playing: stage.playing,
    });
  }
}
