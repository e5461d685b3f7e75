// Where everything of the stacks picture stands. High addresses on top; frames are drawn equally tall, whatever
// their bytes; all tasks share the same rows, so that two stacks can be compared across.
import { big } from "./fmt";
import type { StackRegister, StacksData, StackTask } from "./types";

export const ROW = 21.5;
const HEAD = 38;
const USER_ROW = 22;
const REGS = 42;
const FREE = 44;
const MAGIC = 24;

export type Folded<T> = { item: T; i: number } | { folded: number };

// The outermost two and the innermost ones stay, what is between becomes one row that says how many it holds.
export function fold<T>(list: T[], most: number): Folded<T>[] {
  const all = list.map((item, i) => ({ item, i }));
  if (list.length <= most) return all;
  const keep = Math.max(2, most - 1);
  const outer = Math.min(2, keep - 1);
  return [...all.slice(0, outer), { folded: list.length - keep }, ...all.slice(list.length - (keep - outer))];
}

export interface Shape {
  userRows: number; // rows reserved for every task's user stack
  frameRows: number; // rows reserved for every task's kernel frames
  y: {
    user: number;
    userBox: number;
    note: number;
    kernel: number;
    regs: number;
    frames: number;
    free: number;
    magic: number;
    end: number;
  };
}

const most = (tasks: StackTask[], of: (task: StackTask) => number) =>
  tasks.reduce((n, task) => Math.max(n, of(task)), 0);

// With little room the user stacks become one line, then inner frames fold; drawings never shrink below that.
export function shape(tasks: StackTask[], room: number): Shape {
  const frames = most(tasks, (task) => task.kernel_stack?.frames.length ?? 0);
  const users = Math.min(
    3,
    most(tasks, (task) => task.user_stack?.frames.length ?? 0),
  );
  const fixed = HEAD + 8 + 18 + 20 + 20 + REGS + FREE + MAGIC + 18;
  const tight = fixed + users * USER_ROW + frames * ROW > room;
  const userRows = Math.max(1, tight ? 1 : users);
  const left = Math.floor((room - fixed - userRows * USER_ROW) / ROW);
  const frameRows = Math.max(1, Math.min(frames, Math.max(5, left)));
  const user = HEAD + 8;
  const userBox = user + 18;
  const note = userBox + userRows * USER_ROW;
  const kernel = note + 20;
  const regs = kernel + 20;
  const first = regs + REGS;
  const free = first + frameRows * ROW;
  const magic = free + FREE;
  return {
    userRows,
    frameRows,
    y: { user, userBox, note, kernel, regs, frames: first, free, magic, end: magic + MAGIC + 18 },
  };
}

export interface Spot {
  where: "kernel" | "user" | "entry" | "other";
  task: string | null;
}

// Which stack a stack pointer stands on: decided by its value, as the kernel's own checks do (in range of the stack).
export function stackOf(data: StacksData, value: string | null | undefined): Spot | null {
  if (!value || !/^(0x)?[0-9a-f]+$/i.test(value)) return null;
  const sp = big(value.startsWith("0x") ? value : "0x" + value);
  for (const task of data.tasks) {
    const stack = task.kernel_stack;
    if (stack && sp > big(stack.base) && sp <= big(stack.top)) return { where: "kernel", task: task.name };
  }
  const entry = data.entry_stack;
  if (entry && sp > big(entry.top) - BigInt(entry.size) && sp <= big(entry.top))
    return { where: "entry", task: null };
  if (sp >> 47n === 0n) return { where: "user", task: data.current };
  return { where: "other", task: null };
}

export const registerNamed = (data: StacksData, name: string): StackRegister | null =>
  data.cpu.registers.find((register) => register.name === name) ?? null;

// At most two stacks stand beside the CPU: the one rsp is on, then current's, then the rest in their own order.
export function visibleTasks(data: StacksData, room: number): StackTask[] {
  if (data.tasks.length <= room) return data.tasks;
  const rsp = stackOf(data, registerNamed(data, "rsp")?.value)?.task;
  const old = stackOf(data, registerNamed(data, "rsp")?.old)?.task;
  const weight = (task: StackTask) =>
    (task.name === rsp ? 4 : 0) + (task.name === data.current ? 2 : 0) + (task.name === old ? 1 : 0);
  const best = [...data.tasks].sort((a, b) => weight(b) - weight(a)).slice(0, room);
  return data.tasks.filter((task) => best.includes(task));
}

// The y of the row in which rsp stands: the innermost kernel frame, the last user frame.
export function spotY(spot: Spot, task: StackTask | null, at: Shape): number | null {
  if (spot.where === "kernel" && task?.kernel_stack) {
    const rows = Math.min(at.frameRows, task.kernel_stack.frames.length);
    return rows === 0 ? at.y.regs + REGS / 2 : at.y.frames + (rows - 0.5) * ROW;
  }
  if (spot.where === "user") {
    const rows = Math.min(at.userRows, Math.max(1, task?.user_stack?.frames.length ?? 1));
    return at.y.userBox + (rows - 0.5) * USER_ROW;
  }
  return null;
}

export const sizes = { HEAD, USER_ROW, REGS, FREE, MAGIC };

// The registers that every lesson needs; with little room the rest shows only while it changes.
const MAIN = ["rip", "rsp", "cs", "cr2", "cr3", "current_task"];

export function shownRegisters(registers: StackRegister[], most: number): StackRegister[] {
  if (registers.length <= most) return registers;
  return registers.filter((register) => register.changed || MAIN.includes(register.name));
}
