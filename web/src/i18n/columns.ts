// What each column of the commands free and vmstat means, in the order of the numbers that they print. Fetched with
// the view /proc alone.
import type { Sentence } from "../ui/context";

export interface Column {
  name: string;
  file: string; // of /proc, that the command reads
  text: Sentence;
}

const column = (name: string, file: string, en: string, zh: string): Column => ({
  name,
  file,
  text: { en, zh },
});

const free = [
  column(
    "total",
    "meminfo",
    "What the buddy allocator manages; what boot keeps is not in it.",
    "伙伴系统管理的内存；启动时留下的不在其中。",
  ),
  column(
    "used",
    "meminfo",
    "The rest: total without free and without page cache.",
    "其余部分：总量减去空闲和页缓存。",
  ),
  column(
    "free",
    "meminfo",
    "Frames on free lists. Little of it is no alarm: unused memory is wasted.",
    "空闲链表上的页框。少并不要紧：闲着的内存是浪费。",
  ),
  column("shared", "meminfo", "tmpfs and shared memory.", "tmpfs 与共享内存。"),
  column(
    "buff/cache",
    "meminfo",
    "File contents kept for the next reader; the kernel can give most of it up.",
    "为下次读取留着的文件内容；内核大多可以放弃。",
  ),
  column(
    "available",
    "meminfo",
    "An estimate: how much new programs may get without swapping.",
    "估计值：不换出时新程序还能得到多少。",
  ),
  column("Swap total", "meminfo", "This machine has no swap.", "这台机器没有交换区。"),
  column("Swap used", "meminfo", "Pages that were swapped out.", "已换出的页。"),
  column("Swap free", "meminfo", "Room for more of them.", "还能换出多少。"),
];

const vmstat = [
  column("r", "", "Tasks that run or could run.", "正在运行或可以运行的任务。"),
  column("b", "", "Tasks that wait for a disk.", "在等磁盘的任务。"),
  column("swpd", "meminfo", "Swapped out, in KiB.", "已换出，KiB。"),
  column("free", "meminfo", "On free lists, in KiB.", "空闲链表上，KiB。"),
  column("buff", "meminfo", "Blocks of disks kept in memory.", "留在内存里的磁盘块。"),
  column("cache", "meminfo", "File contents kept in memory.", "留在内存里的文件内容。"),
  column(
    "si",
    "vmstat",
    "Swapped in each second: above 0 for long, memory is short.",
    "每秒换入；长时间大于 0 说明内存不足。",
  ),
  column("so", "vmstat", "Swapped out each second.", "每秒换出。"),
  column("bi", "vmstat", "Read from disks each second.", "每秒从磁盘读入。"),
  column("bo", "vmstat", "Written to disks each second.", "每秒写到磁盘。"),
];

export const COLUMNS: Record<string, Column[]> = { "$ free": free, "$ vmstat": vmstat };
