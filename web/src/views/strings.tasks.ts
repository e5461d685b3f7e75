// Words of the views of tasks: address space, stacks, /proc.
import type { Words } from "../ui/context";

export const taskWords: Words = {
  "v.vma.anon": { en: "anon", zh: "匿名" },
  "v.vma.title": { en: "{name} {start}–{end} {perms}, {pages} pages, {present} in memory", zh: "{name} {start}–{end} {perms}，{pages} 页，{present} 页在内存" },
  "v.vma.gap": { en: "nothing mapped from {start} to {end} (not to scale)", zh: "{start} 至 {end} 没有映射（不按比例）" },
  "v.as.strip": { en: "Address space, {n} of {total} VMAs", zh: "地址空间，共 {total} 个 VMA，显示 {n} 个" },
  "v.as.list": { en: "VMAs in the order of their addresses", zh: "按地址排列的 VMA" },
  "v.as.tree": { en: "Red-black tree of the VMAs", zh: "VMA 红黑树" },
  "v.as.tree.note": { en: "mm_rb: left is lower; B black, R red", zh: "mm_rb：左边地址低；B 黑，R 红" },
  "v.as.red": { en: "red", zh: "红" },
  "v.as.black": { en: "black", zh: "黑" },
  "v.as.facts": { en: "{total} pages mapped, {rss} in memory, page tables {pt}", zh: "映射 {total} 页，{rss} 页在内存，页表 {pt}" },
  "v.as.broken": { en: "scale broken at //", zh: "// 处比例断开" },
  "v.as.range": { en: "range", zh: "地址范围" },
  "v.as.perms": { en: "rights", zh: "权限" },
  "v.as.pages": { en: "pages", zh: "页数" },
  "v.as.present": { en: "present", zh: "在内存" },
  "v.as.present.help": { en: "pages that have a page-table entry to a frame", zh: "页表项已指向页框的页" },
  "v.as.name": { en: "name", zh: "名字" },
  "v.as.empty": { en: "No program runs yet", zh: "还没有程序在运行" },
  "v.as.empty.why": { en: "An address space belongs to a task; the first exec or fork makes one.", zh: "地址空间属于任务；第一次 exec 或 fork 之后才有。" },
  "v.as.none": { en: "Task {task} has no VMAs", zh: "任务 {task} 没有 VMA" },
  "v.as.none.why": { en: "A kernel thread, or a task that has exited: nothing of its own is mapped.", zh: "内核线程，或已退出的任务：没有自己的映射。" },
};
