// The call tree as rows: what is open on the way to this step is unfolded, the rest folds until the reader opens it.
import type { CallNode } from "../engine/protocol";

export interface Row {
  key: string;
  node: CallNode;
  depth: number;
  open: boolean;
  leaf: boolean;
  look: "path" | "done" | "now" | "future";
}

const keyOf = (node: CallNode) => `${node.first}:${node.last}:${node.fn}`;

function lookOf(node: CallNode, here: boolean): Row["look"] {
  if (here) return "now";
  if (node.state === "open") return "path";
  return node.state === "done" ? "done" : "future";
}

// `at` marks the path as well as its end; the end is the deepest one.
function isHere(node: CallNode): boolean {
  return node.at && !(node.children ?? []).some((child) => child.at);
}

export function rowsOf(tree: CallNode[], toggled: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const walk = (nodes: CallNode[], depth: number) => {
    for (const node of nodes) {
      const key = keyOf(node);
      const leaf = !node.children?.length;
      const unfolded = node.state === "open" || node.at;
      const open = !leaf && (toggled.has(key) ? !unfolded : unfolded);
      rows.push({ key, node, depth, open, leaf, look: lookOf(node, isHere(node)) });
      if (open) walk(node.children ?? [], depth + 1);
    }
  };
  walk(tree, 0);
  return rows;
}

export function stepsOf(node: CallNode): string {
  return node.last > node.first ? `${node.first}–${node.last}` : String(node.first);
}
