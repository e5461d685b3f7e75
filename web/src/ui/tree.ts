// The call tree as rows: what is open on the way to this step is unfolded, the rest folds until the reader opens it.
import type { CallNode } from "../engine/protocol";

export interface Row {
  key: string;
  node: CallNode;
  depth: number;
  open: boolean;
  leaf: boolean;
  look: "path" | "done" | "now" | "future" | "more";
}

export interface Opened {
  toggled: ReadonlySet<string>; // rows that the reader folded or unfolded
  fetched: ReadonlyMap<string, CallNode[]>; // children that were asked for when a row was unfolded
}

export const keyOf = (node: CallNode) => `${node.first}:${node.last}:${node.fn}`;

// `at` marks the path as well as its end; the end is the deepest one.
function isHere(node: CallNode): boolean {
  return node.at && !(node.children ?? []).some((child) => child.at);
}

function lookOf(node: CallNode): Row["look"] {
  if (isHere(node)) return "now";
  if (node.state === "open") return "path";
  return node.state === "done" ? "done" : "future";
}

function moreRow(of: CallNode | null, left: number, depth: number): Row {
  const node: CallNode = {
    fn: `+${left}`,
    first: of?.first ?? 1,
    last: of?.last ?? 1,
    state: "future",
    at: false,
  };
  return { key: `more:${of ? keyOf(of) : ""}`, node, depth, open: false, leaf: true, look: "more" };
}

const left = (of: { shown?: number; total?: number }) => (of.total ?? 0) - (of.shown ?? of.total ?? 0);

export function rowsOf(root: { tree: CallNode[]; shown?: number; total?: number }, opened: Opened): Row[] {
  const rows: Row[] = [];
  const walk = (nodes: CallNode[], depth: number) => {
    for (const node of nodes) {
      const key = keyOf(node);
      const children = node.children?.length ? node.children : (opened.fetched.get(key) ?? []);
      const leaf = !children.length && !node.children_total;
      const unfolded = node.state === "open" || node.at;
      const open = children.length > 0 && (opened.toggled.has(key) ? !unfolded : unfolded);
      rows.push({ key, node, depth, open, leaf, look: lookOf(node) });
      if (!open) continue;
      walk(children, depth + 1);
      if (left(node) > 0) rows.push(moreRow(node, left(node), depth + 1));
    }
  };
  walk(root.tree, 0);
  if (left(root) > 0) rows.push(moreRow(null, left(root), 0));
  return rows;
}

export function stepsOf(node: CallNode): string {
  return node.last > node.first ? `${node.first}–${node.last}` : String(node.first);
}

// The children of one call out of another step's tree; seen from here they are all over, or all to come.
export function childrenOf(tree: CallNode[], key: string, step: number): CallNode[] {
  for (const node of tree) {
    if (keyOf(node) === key) return (node.children ?? []).map((child) => settled(child, step));
    const found = childrenOf(node.children ?? [], key, step);
    if (found.length) return found;
  }
  return [];
}

function settled(node: CallNode, step: number): CallNode {
  const children = node.children?.map((child) => settled(child, step));
  return { ...node, at: false, state: node.last <= step ? "done" : "future", ...(children && { children }) };
}
