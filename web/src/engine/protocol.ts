// The answers of docs/PROTOCOL.md that the stage itself reads (views type their own). Field names are the core's.
import type { Sentence } from "../ui/context";

export interface AnswerError {
  kind: string;
  message: { en: string; zh: string };
  line?: number;
  column?: number;
  path?: string;
}

export interface Answer {
  ok: boolean;
  step: number;
  steps: number;
  digest: string;
  error?: AnswerError;
  [field: string]: unknown;
}

export interface OpEntry {
  i: number;
  op: string;
  as: string | null;
  label: Sentence;
  first: number;
  steps: number;
  ret: string | null;
  err: string | null;
  note: Sentence | null;
  look: Sentence | null;
  focus: string | null;
  focus_args: Record<string, string> | null;
  layout: string | null;
  line: number | null;
}

export interface Loaded extends Answer {
  title: Sentence;
  prose: Sentence | null;
  basis: string | null;
  views: { name: string; basis: string | null }[];
  machine: { arch: string; ram_bytes: string; cpus: number; cmdline?: string };
  start: number;
  ops: OpEntry[];
  tasks: string[];
  program?: { source: string; lang: string } | null;
  asks?: { at_op: number; question: Sentence; choices: string[]; answer: string }[];
}

export type Actor = "kernel" | "user" | "cpu";

export interface ExecContext {
  in: "user" | "process" | "softirq" | "hardirq";
  irqs_off: boolean;
  preempt_count: string;
  locks: string[];
}

export interface StepRecord {
  n: number;
  op: number;
  kind: string;
  event: string;
  fn: string | null;
  file: string | null;
  actor: Actor;
  grain: number;
  depth: number;
  repeat: number;
  context?: ExecContext | null;
  text: Sentence;
}

export interface Change {
  object: string;
  name: Sentence;
  field: string;
  old: string;
  new: string;
  kind: string;
}

export interface StepView {
  record: StepRecord | null;
  stack: string[];
  changes: Change[];
  changes_total: number;
  op_changes: number;
  counted_max: number; // both counts stop here
  error: { kind: string; text: Sentence } | null;
}

export interface CallNode {
  fn: string;
  kind?: string;
  file?: string | null;
  text?: Sentence | null;
  first: number;
  last: number;
  repeat?: number;
  state: "done" | "open" | "future";
  at: boolean;
  children?: CallNode[];
  children_total?: number; // where the children themselves are left out
  shown?: number; // of a long list of children, a window around the step
  total?: number;
}

export interface CallsView {
  op: number;
  tree: CallNode[];
  functions: number;
  shown?: number;
  total?: number;
}

export interface Operand {
  t: string;
  name?: string;
}

export interface Decision {
  step: number;
  fn: string;
  predicate: Operand[];
  alternatives: { taken: boolean; name: Sentence; reason: Sentence | null }[];
}

export interface Mark {
  n: number;
  len?: number;
  label?: string;
  depth?: number;
  count?: number;
}

export interface TimelineView {
  from: number;
  to: number;
  lanes: { id: string; marks: Mark[]; binned?: boolean }[];
}

export interface Overview {
  chips: Record<string, Sentence>;
  changed: string[];
}

export interface CheckAnswer extends Answer {
  checks: { name: string; ok: boolean; text?: Sentence | string | null }[];
  held: boolean;
}

// "One object named after the view". The view `step` shares its name with the number every answer carries,
// so an answer that holds the fields itself is accepted too.
export function inner<T>(view: string, answer: Answer | null | undefined): T | null {
  if (!answer || !answer.ok) return null;
  const named = answer[view];
  if (named === null) return null; // nothing of that kind exists at this step
  return (named !== null && typeof named === "object" ? named : answer) as T;
}
