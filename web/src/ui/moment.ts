// All that is known of one step: the batch of answers which the stage draws together, so that no two panels ever
// stand at different steps.
import {
  inner,
  type Answer,
  type CallsView,
  type Decision,
  type Overview,
  type StepView,
} from "../engine/protocol";
import type { Asker } from "./asker";
import type { ViewId } from "./layout";
import { loadView, loadWordsOf, REGISTRY } from "./registry";

export interface Moment {
  step: number;
  digest: string;
  view: StepView | null;
  calls: CallsView | null;
  why: Decision[];
  overview: Overview | null;
  views: Record<string, unknown>;
  instead: boolean; // the story's own view has nothing to show at this step, another stands in its place
}

export interface Wanted {
  views: string[];
  args: Record<string, Record<string, unknown>>; // the reader's choices
  told: Record<string, Record<string, unknown>>; // the scenario's, where the reader has none
  selected: string | null;
}

export function touchedPage(step: StepView | null): string | null {
  return step?.changes.find((change) => change.object.startsWith("page:"))?.object ?? null;
}

async function viewAnswer(asker: Asker, at: number, id: string, want: Wanted, step: Promise<Answer>) {
  const entry = REGISTRY[id as ViewId];
  if (!entry) return null;
  const touched = id === "page" ? touchedPage(inner<StepView>("step", await step)) : null;
  const facts = { ...want, touched };
  let request = entry.request(want.args[id] ?? want.told[id] ?? {}, facts);
  let answer = await asker.ask(request, at);
  // What the scenario names, or what belongs to the view beside it, this machine may not have: SLOB has no slabinfo.
  if (!answer.ok && !want.args[id] && (want.told[id] || id === "proc")) {
    request = entry.request(id === "proc" ? { file: "buddyinfo" } : {}, facts);
    answer = await asker.ask(request, at);
  }
  if (!answer.ok) return null;
  const drawn = id === "proc" ? { ...request, ...answer } : inner(id, answer);
  // Its code comes while the other answers are on their way; momentAt waits for it, and tells.
  if (drawn !== null) loadView(id).catch(() => undefined);
  return drawn;
}

// One batch, sent at once.
export async function answersAt(asker: Asker, at: number, want: Wanted): Promise<Moment> {
  const step = asker.ask({ verb: "show", view: "step" }, at);
  const asked = [
    step,
    asker.ask({ verb: "show", view: "calls" }, at),
    asker.ask({ verb: "why", count: 3 }, at),
    asker.ask({ verb: "show", view: "overview" }, at),
  ] as const;
  const views = want.views.map((id) => viewAnswer(asker, at, id, want, step));
  const [first, calls, why, overview] = await Promise.all(asked);
  const drawn = await Promise.all(views);
  return {
    step: at,
    digest: first.digest,
    view: inner<StepView>("step", first),
    calls: inner<CallsView>("calls", calls),
    why: why.ok ? (why.list as Decision[]) : [],
    overview: inner<Overview>("overview", overview),
    views: Object.fromEntries(want.views.map((id, i) => [id, drawn[i]])),
    instead: false,
  };
}

// Ready to be drawn: a view's code comes with the first answer that it has something to show for.
export async function momentAt(asker: Asker, at: number, want: Wanted): Promise<Moment> {
  const moment = await answersAt(asker, at, want);
  const full = want.views.filter((view) => moment.views[view] !== null);
  await Promise.all([...full.map(loadView), ...want.views.map(loadWordsOf)]);
  return moment;
}
