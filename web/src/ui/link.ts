// The link to what stands on the stage now: a library scenario by id, a file by its address, any other scenario
// compressed into the fragment.
import { formatLink, squeeze, type LinkState } from "./hash";
import type { Stage } from "./stage.svelte";

export const MODEL = "4.19";

async function scenarioKeys(stage: Stage): Promise<LinkState> {
  const source = stage.source;
  if (source?.kind === "library") return { s: source.entry.id };
  if (source?.kind === "src") return { src: source.url };
  return source ? { sz: await squeeze(stage.text) } : {};
}

// `full` adds what a reader elsewhere needs to see the same picture.
export async function linkState(stage: Stage, full: boolean): Promise<LinkState> {
  const { wishes, clip, settings } = stage;
  const view = wishes.focus ? [wishes.focus, ...wishes.support] : [];
  return {
    ...(await scenarioKeys(stage)),
    t: stage.step,
    from: clip.from ?? undefined,
    to: clip.to ?? undefined,
    view: view.length ? view : undefined,
    focus: stage.selected ?? undefined,
    grain: stage.grain === 2 ? undefined : stage.grain,
    speed: stage.speed || undefined,
    left: stage.sizes.left ?? undefined,
    support: stage.sizes.support ?? undefined,
    engine: stage.engineKind === "http" ? "http" : undefined,
    lang: full || settings.lang !== settings.systemLang ? settings.lang : undefined,
    theme: settings.picked ?? undefined,
    motion: settings.motionNone ? "none" : undefined,
    font: settings.present ? "present" : undefined,
    v: full ? MODEL : undefined,
  };
}

export async function pageLink(
  stage: Stage,
  page: "index.html" | "embed.html" = "index.html",
): Promise<string> {
  const file = page === "index.html" ? "./" : page;
  return new URL(file, document.baseURI).href + formatLink(await linkState(stage, true));
}

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or not a secure page: the text stands in the dialog to be copied by hand
  }
}
