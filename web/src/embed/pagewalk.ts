// <page-walk>: the embedded stage as an element of any page. It is an iframe inside a shadow root, so the page's
// style and script stay out of the stage and the stage's out of the page; the rest is the postMessage contract.
//   <page-walk scenario="buddy-split" step="12" view="buddy proc" lang="zh"></page-walk>
import { formatLink, parseLink, type LinkState } from "../ui/hash";

const HERE = new URL("./embed.html", import.meta.url);
const ATTRIBUTES = [
  "scenario",
  "src",
  "step",
  "view",
  "focus",
  "lang",
  "theme",
  "ctl",
  "link",
  "speed",
  "from",
  "to",
];

class PageWalk extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  #frame = document.createElement("iframe");
  #waiting: object[] = [];
  #met = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    this.#frame.loading = "lazy";
    Object.assign(this.#frame.style, { width: "100%", height: "480px", border: "0", display: "block" });
    root.append(this.#frame);
  }

  get #origin() {
    return HERE.origin === "null" ? "*" : HERE.origin;
  }

  #link(): string {
    const given = (name: string) => this.getAttribute(name) ?? "";
    const fragment = new URLSearchParams(given("link"));
    const rename: Record<string, string> = { scenario: "s", step: "t" };
    for (const name of ATTRIBUTES) {
      if (name !== "link" && given(name)) fragment.set(rename[name] ?? name, given(name).replace(/ /g, ","));
    }
    const state: LinkState = parseLink(fragment.toString());
    return HERE.href + formatLink(state);
  }

  connectedCallback() {
    this.style.display ||= "block";
    this.#frame.title = this.getAttribute("title") ?? this.title ?? "Pagewalk";
    if (this.hasAttribute("height"))
      this.#frame.style.height = `${parseInt(this.getAttribute("height") ?? "480", 10)}px`;
    addEventListener("message", this.#hear);
    this.#frame.src = this.#link();
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
    this.#met = false;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null) {
    if (!this.isConnected || before === after || !this.#frame.src) return;
    if (name === "step") this.goto(Number(after));
    else if (name === "lang" || name === "theme") this.#say({ type: "set", [name]: after });
    else this.#say({ type: "load", link: new URL(this.#link()).hash });
  }

  #hear = (event: MessageEvent) => {
    if (event.source !== this.#frame.contentWindow || event.data?.pagewalk !== 1) return;
    const { type } = event.data;
    if (type === "ready" && !this.#met) {
      this.#met = true;
      this.#post({ type: "hello" });
      for (const message of this.#waiting.splice(0)) this.#post(message);
    }
    this.dispatchEvent(new CustomEvent(`pagewalk-${type}`, { detail: event.data, bubbles: true }));
  };

  #post(message: object) {
    this.#frame.contentWindow?.postMessage({ pagewalk: 1, ...message }, this.#origin);
  }

  // Said once the stage has said it is ready; until then it waits.
  #say(message: object) {
    if (this.#met) this.#post(message);
    else this.#waiting.push(message);
  }

  goto(step: number) {
    if (Number.isFinite(step)) this.#say({ type: "goto", step });
  }
  play() {
    this.#say({ type: "play" });
  }
  pause() {
    this.#say({ type: "pause" });
  }
  load(scenario: string) {
    this.#say({ type: "load", scenario });
  }
}

if (!customElements.get("page-walk")) customElements.define("page-walk", PageWalk);
