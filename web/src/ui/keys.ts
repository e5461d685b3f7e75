// One table of keys: what each does, and the words the help shows for it.
import type { Grain, Stage } from "./stage.svelte";

export interface Doors {
  help(): void;
  share(): void;
  library(): void;
  predict(): void;
  escape(): void;
}

interface Key {
  keys: string[]; // as the help shows them
  match: (event: KeyboardEvent) => boolean;
  word: string; // key in src/i18n
  act: (stage: Stage, doors: Doors) => void;
}

const plain = (key: string) => (event: KeyboardEvent) => event.key === key && !event.shiftKey;
const shifted = (key: string) => (event: KeyboardEvent) => event.key === key && event.shiftKey;
const letter = (key: string) => (event: KeyboardEvent) => event.key.toLowerCase() === key;

// Up is coarser, down is finer.
function grain(stage: Stage, by: number) {
  stage.grain = Math.max(0, Math.min(2, stage.grain + by)) as Grain;
}

export const KEYS: Key[] = [
  { keys: ["→"], match: plain("ArrowRight"), word: "key.next", act: (stage) => void stage.stepBy(1) },
  { keys: ["←"], match: plain("ArrowLeft"), word: "key.prev", act: (stage) => void stage.stepBy(-1) },
  {
    keys: ["⇧", "→"],
    match: shifted("ArrowRight"),
    word: "key.nextEvent",
    act: (stage) => void stage.eventBy(1),
  },
  {
    keys: ["⇧", "←"],
    match: shifted("ArrowLeft"),
    word: "key.prevEvent",
    act: (stage) => void stage.eventBy(-1),
  },
  { keys: ["↑"], match: plain("ArrowUp"), word: "key.coarser", act: (stage) => grain(stage, -1) },
  { keys: ["↓"], match: plain("ArrowDown"), word: "key.finer", act: (stage) => grain(stage, 1) },
  { keys: ["Home"], match: plain("Home"), word: "key.first", act: (stage) => stage.home() },
  { keys: ["End"], match: plain("End"), word: "key.last", act: (stage) => stage.end() },
  { keys: ["Space"], match: plain(" "), word: "key.toggle", act: (stage) => stage.toggle() },
  { keys: ["Esc"], match: plain("Escape"), word: "key.escape", act: (_, doors) => doors.escape() },
  { keys: ["P"], match: letter("p"), word: "predict", act: (_, doors) => doors.predict() },
  { keys: ["L"], match: letter("l"), word: "key.library", act: (_, doors) => doors.library() },
  { keys: ["S"], match: letter("s"), word: "key.share", act: (_, doors) => doors.share() },
  { keys: ["?"], match: (event) => event.key === "?", word: "key.help", act: (_, doors) => doors.help() },
];

const TYPING = "input, textarea, select, [contenteditable]";
const PRESSING = "button, a, summary, [role='button']"; // space belongs to them

// In a panel that scrolls and has the focus, up and down scroll it.
function scrolls(at: Element | null, key: string): boolean {
  if (!at || (key !== "ArrowUp" && key !== "ArrowDown")) return false;
  return at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY);
}

// The keys belong to the page until something that types, or a dialog, has the focus.
export function handleKey(event: KeyboardEvent, stage: Stage, doors: Doors): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest(TYPING) || document.querySelector("dialog[open]")) return false;
  if (event.key === " " && at?.closest(PRESSING)) return false;
  if (!event.shiftKey && scrolls(at, event.key)) return false;
  const found = KEYS.find((key) => key.match(event));
  if (!found) return false;
  event.preventDefault();
  found.act(stage, doors);
  return true;
}
