// The context of one view: getters over the stage's state, so that a view re-draws for what it reads and no more.
import type { ViewContext } from "./context";
import type { Stage } from "./stage.svelte";

export function contextFor(stage: Stage, view: string): ViewContext {
  const { settings } = stage;
  return {
    get lang() {
      return settings.lang;
    },
    t: settings.t,
    text: settings.tokens,
    plain: settings.plain,
    get selected() {
      return stage.selected;
    },
    select: (id) => stage.select(id),
    get hovered() {
      return stage.hovered;
    },
    hover: (id) => (stage.hovered = id),
    goto: (step) => stage.goto(step),
    frames: (request) => stage.frames(request),
    ask: <T>(request: object) => stage.ask(request) as Promise<T>,
    setArgs: (args) => stage.setArgs(view, args),
    get step() {
      return stage.drawn(view)?.step ?? stage.step;
    },
    get progress() {
      return stage.progress;
    },
    get reduced() {
      return settings.reduced;
    },
    get theme() {
      return settings.theme;
    },
    get phone() {
      return stage.phone;
    },
    get focus() {
      return stage.places.focus === view;
    },
  };
}
