// A text of /proc cut into lit and quiet runs. `changed` names [line, column, length], all from 0.
export interface Run {
  text: string;
  lit: boolean;
}

export function runs(text: string, changed: [number, number, number][]): Run[][] {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line, n) =>
    cut(
      line,
      changed.filter(([at]) => at === n).map(([, from, length]) => [from, from + length]),
    ),
  );
}

function cut(line: string, spans: number[][]): Run[] {
  const list: Run[] = [];
  let at = 0;
  const add = (end: number, lit: boolean) => {
    if (end > at) list.push({ text: line.slice(at, end), lit });
    at = Math.max(at, end);
  };
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    add(Math.min(from, line.length), false);
    add(Math.min(to, line.length), true);
  }
  add(line.length, false);
  return list;
}

// The size at which the longest line fits, between 12.5 and 11 px, at the end set a little closer. A letter of the
// fonts in tokens.css is 0.602 of its size wide.
export function fitText(text: string, width: number): { size: number; spacing: number } {
  const longest = Math.max(1, ...text.split("\n").map((line) => line.length));
  const each = width / longest;
  const size = Math.max(11, Math.min(12.5, Math.floor(each / 0.0602) / 10));
  return { size, spacing: Math.max(-0.8, Math.min(0, each - size * 0.602)) };
}

export const COMMON_FILES = ["buddyinfo", "zoneinfo", "pagetypeinfo", "meminfo", "iomem"];

const TASK_FILES = ["maps", "smaps", "status", "pagemap"];

// The files of the chooser: those the core names, else the machine's and each task's; the open one stays.
export function filesFor(open: string, named: string[] | undefined, tasks: string[] = []): string[] {
  const owner = open.includes("/") ? [open.split("/")[0]] : [];
  const all = [...new Set([...tasks, ...owner])];
  const list = named ?? [
    ...COMMON_FILES,
    ...all.flatMap((task) => TASK_FILES.map((file) => `${task}/${file}`)),
  ];
  return list.includes(open) ? list : [...list, open];
}
