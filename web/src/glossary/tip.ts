// What a term means, beside it: while the pointer is on it, while it has the focus, after a tap. Escape closes it, the
// pointer may go into it, and it never takes the focus.
import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";
import type { Lang } from "../ui/context";
import type { Term } from "./terms";
import "./tip.css";

const OPEN_MS = 120; // so that a pointer on its way elsewhere opens nothing
const CLOSE_MS = 160; // so that it can cross the gap
const QUIET = new Set(["Tab", "Shift", "Control", "Alt", "Meta"]);

const termOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>("[data-term]") : null;

export function explain(terms: Term[], lang: () => Lang) {
  const known = new Map(terms.map((term) => [term.name, term]));
  const tip = document.createElement("div");
  Object.assign(tip, { id: "term-help", className: "term-help", hidden: true, role: "tooltip" });
  const name = tip.appendChild(document.createElement("b"));
  const help = tip.appendChild(document.createElement("span"));
  let anchor: HTMLElement | null = null;
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  function fill(term: Term) {
    const word = term.word[lang()];
    name.textContent = word;
    if (word !== term.name) {
      const other = document.createElement("span");
      other.textContent = ` ${term.name}`;
      name.append(other);
    }
    help.textContent = term.help[lang()];
  }

  function hide() {
    clearTimeout(timer);
    stop();
    anchor?.removeAttribute("aria-describedby");
    anchor = null;
    tip.hidden = true;
  }

  function show(of: HTMLElement) {
    clearTimeout(timer);
    const term = known.get(of.dataset.term ?? "");
    if (!term || of === anchor) return;
    hide();
    anchor = of;
    fill(term);
    // In the anchor's own landmark or dialog: what lies outside a modal dialog cannot be seen.
    (of.closest("dialog, main, section[aria-label]") ?? document.body).append(tip);
    tip.hidden = false;
    of.setAttribute("aria-describedby", tip.id);
    stop = autoUpdate(of, tip, async () => {
      if (!of.isConnected) return hide();
      const middleware = [offset(6), flip({ padding: 8 }), shift({ padding: 8 })];
      const { x, y } = await computePosition(of, tip, {
        strategy: "fixed",
        placement: "bottom-start",
        middleware,
      });
      tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    });
  }

  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const term = termOf(event.target);
    if (term) timer = setTimeout(show, event.pointerType === "mouse" ? OPEN_MS : 0, term);
    else if (anchor && anchor !== document.activeElement && !tip.contains(event.target as Node))
      timer = setTimeout(hide, CLOSE_MS);
  });
  document.addEventListener("focusin", (event) => {
    const term = termOf(event.target);
    if (term) show(term);
    else if (anchor) hide();
  });
  document.addEventListener("focusout", (event) => event.target === anchor && hide());
  document.addEventListener("click", (event) => {
    const term = termOf(event.target);
    if (term) show(term);
    else if (!tip.contains(event.target as Node)) hide();
  });
  addEventListener(
    "keydown",
    (event) => {
      if (!anchor || QUIET.has(event.key)) return;
      hide();
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
