// From a link to the stage, and back: the address bar always holds what stands on the stage.
import { formatLink, linkOf, parseLink, unsqueeze, type LinkState } from "./hash";
import { isNamed, library } from "./library";
import { linkState } from "./link";
import type { Stage } from "./stage.svelte";

// What the address bar was last told, so that our own changes are not taken for the reader's.
let written = "";

function sameScenario(stage: Stage, link: LinkState): boolean {
  const { source } = stage;
  if (!stage.loaded || !source) return false;
  if (link.s) return source.kind === "library" && isNamed(source.entry, link.s);
  if (link.src) return source.kind === "src" && source.url === link.src;
  return !link.sz;
}

async function open(stage: Stage, link: LinkState): Promise<boolean> {
  const step = link.t ?? null;
  if (link.sz) {
    try {
      const name = stage.settings.t("share.scenario");
      return await stage.loadText(await unsqueeze(link.sz), { kind: "text", name }, step);
    } catch {
      stage.trouble = { kind: "fetch", what: "sz" };
      return false;
    }
  }
  if (link.src) return stage.loadSrc(link.src, step);
  if (link.s) return stage.loadLibrary(link.s, step);
  return openFirst(stage, step);
}

// No scenario named: the first of the library stands ready at its start.
async function openFirst(stage: Stage, step: number | null): Promise<boolean> {
  try {
    const [first] = await library();
    if (first) return await stage.loadLibrary(first.id, step);
    stage.trouble = { kind: "fetch", what: "scenarios/index.json" };
  } catch (cause) {
    stage.trouble = {
      kind: "fetch",
      what: `scenarios/index.json: ${cause instanceof Error ? cause.message : cause}`,
    };
  }
  return false;
}

export async function openFromLink(stage: Stage, hash: string): Promise<void> {
  if (hash === written && stage.loaded) return;
  const link = parseLink(hash);
  stage.settings.applyLink(link);
  stage.applyLink(link);
  if (sameScenario(stage, link)) {
    if (link.t !== undefined) stage.goto(link.t);
    await stage.refresh();
  } else if ((await open(stage, link)) && link.play) {
    stage.play();
  }
}

// Written a moment after the last step, not at each of them: a scrub is one entry, not a hundred.
function follow(stage: Stage) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  stage.ondone = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const link = formatLink(await linkState(stage, false));
      if (!stage.loaded) return;
      written = link;
      history.replaceState(null, "", location.pathname + link); // without a query, which would be stale
    }, 250);
  };
}

// The story is fetched and begun while the words come and the page is put together; of the page's two shapes only
// the one that fits this window.
export function begin(stage: Stage) {
  stage.resize(innerWidth, innerHeight);
  void (stage.phone ? import("./Phone.svelte") : import("./Desktop.svelte"));
  follow(stage);
  void openFromLink(stage, linkOf(location));
}
