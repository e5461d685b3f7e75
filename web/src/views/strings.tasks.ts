// Words of the views of tasks: address space, stacks, /proc.
import type { Words } from "../ui/context";

export const taskWords: Words = {};
