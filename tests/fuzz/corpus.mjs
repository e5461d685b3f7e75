// corpus.mjs SCENARIOS TO: the fuzzers' seeds. Small ones: a fuzzer that begins with whole lessons and whole recordings
// spends its seconds on reading them. fuzz_scenario gets the first ops of every lesson, on little machines; fuzz_ops gets
// short byte strings, which it reads as a list of ops; fuzz_replay gets the beginnings of recordings.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [from, to] = process.argv.slice(2);
function seeds(target) {
  rmSync(`${to}/${target}`, { recursive: true, force: true });
  mkdirSync(`${to}/${target}`, { recursive: true });
  return (name, bytes) => bytes.length <= 12000 && writeFileSync(`${to}/${target}/${name}`, bytes);
}

const scenario = seeds("fuzz_scenario");
const little = ({ dtb, ...machine }) => (dtb ? { ...machine, dtb } : machine.e820 ? machine : { ...machine, ram: "32M" });
const bare = ({ note, look, label, ask, line, ...op }) => op;
for (const name of readdirSync(from).filter((file) => /^\d.*\.json$/.test(file))) {
  const { format, basis, machine, ops } = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
  const first = (count) => JSON.stringify({ format, title: { en: "t", zh: "t" }, basis, machine: little(machine), ops: ops.slice(0, count).map(bare) });
  for (const count of [2, 5]) if (count <= ops.length) scenario(`${name}.${count}`, first(count));
}
// One of what lies around the ops: texts, a program, questions, a start.
scenario("dressed", JSON.stringify({ format: 1, title: { en: "t", zh: "t" }, prose: { en: "p", zh: "p" }, basis: "teaching",
  machine: { arch: "x86_64", ram: "32M", cpus: 2, cmdline: "cma=4M", initrd: "1M", sysctls: { "vm.min_free_kbytes": 512 }, slab: "slub" }, start: 1, program: { lang: "c", source: ["a", "b"] },
  ops: [{ op: "boot" }, { op: "spawn", as: "A", line: 1, note: { en: "n", zh: "n" }, look: { en: "l", zh: "l" }, label: { en: "l", zh: "l" }, focus: "zones", layout: "fault" },
    { op: "malloc", bytes: "64K", as: "b", ask: { question: { en: "q", zh: "q" }, answer: "pfn(b + 4K)", choices: ["1", "none"] }, expect: { "zone.DMA32.free_area[0].nr_free": ">= 0", "task.A.mm.mmap.vm_next.vm_start": "!= 0" } }] }));
const range = (start, end, type) => ({ start, end, type });
scenario("map", JSON.stringify({ format: 1, title: { en: "t", zh: "t" }, machine: { arch: "i386", e820: [range(0, 0x9fbff, "usable"), range(0x100000, 0x2ffffff, "usable"), range(0x2ff0000, 0x2ffffff, "ACPI data")] },
  ops: [{ op: "boot" }, { op: "alloc_pages", order: 1, gfp: "GFP_KERNEL|__GFP_COMP", as: "p" }] }));

// One byte names the kind of recording, then its text: of JSON lines the first ones, of a list its first items.
const replay = seeds("fuzz_replay"), recordings = new URL("../recordings/", import.meta.url).pathname;
const passed_over = ["log_lines", "slabinfo", "iomem", "meminfo_kB"];
const shorten = (value, items) => (Array.isArray(value) ? value.slice(0, items).map((item) => shorten(item, items))
  : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).filter(([key]) => !passed_over.includes(key)).map(([key, item]) => [key, shorten(item, key === "ops" ? 12 : items)]))
  : value);
for (const [i, [kind, lines, items, which = /./]] of [["boot", 0, 40, /^(boot|nothp)-64M/], ["watermarks", 2, 0, /-64M/], ["buddy", 0, 140, /m128/], ["cma", 29, 0], ["constants", 0, 100],
  ["slab", 20, 4], ["slub", 20, 4], ["vmalloc", 24, 0, /^(i386-)?seq/]].entries())
  for (const name of readdirSync(`${recordings}${kind}`).filter((file) => /\.jsonl?\.gz$/.test(file) && which.test(file))) {
    const text = gunzipSync(readFileSync(`${recordings}${kind}/${name}`)).toString();
    const short = items && !/jsonl/.test(name) ? JSON.stringify(shorten(JSON.parse(text), items)) : `${text.split("\n").slice(0, lines).join("\n")}\n`;
    replay(`${kind}-${name}`, Buffer.concat([Buffer.from([i]), Buffer.from(short)]));
  }

const ops = seeds("fuzz_ops");
let x = 419;
const byte = () => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) >>> 24;
for (let i = 0; i < 28; i++) ops(String(i), Buffer.from([i, ...Array.from({ length: 4 + i * 2 }, byte)]));
