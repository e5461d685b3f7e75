// A view that the reader called gets the focus: the button that called it has gone.
import { tick } from "svelte";

// Null: the one in focus.
export async function attend(view: string | null, ready: Promise<void>): Promise<void> {
  await ready;
  await tick();
  const panel = view === null ? "section.panel.focus" : `section[data-view="${view}"]`;
  document.querySelector<HTMLElement>(`${panel} > .body`)?.focus({ preventScroll: true });
}
