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
