// docs/GLOSSARY.md as a rule: where the English uses a term, the Chinese has the glossary's word or the term itself.
import { read } from "./files.mjs";

// Longest first, so that "page table" is not taken for "page".
export const terms = read("docs/GLOSSARY.md").split("\n").filter((line) => /^\| (?!Term|-)/.test(line))
  .map((line) => line.split("|").slice(1, 3).map((cell) => cell.trim()))
  .sort(([a], [b]) => b.length - a.length);

// Words that also mean something everyday: only these uses are the term.
const USES = {
  order: /\border (\d|\{)|\b(an?|this|largest|smallest) order\b(?! of)|\borders\b/i,
  node: /\bnode \d|\bNUMA node/,
  "page frame": /(?<!stack |IRET |register |iframe )\b(page )?frames?\b(?! number| pointer)/i,
  PFN: /\bPFNs?\b|\bframe numbers?\b/i,
};
const escape = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export function* strayTerms(en, zh) {
  let rest = en.replace(/\{\w+\}/g, "{}"), chinese = zh.toLowerCase();
  for (const [term, word] of terms) {
    const use = new RegExp(USES[term]?.source ?? `(?<![\\w-])${escape(term)}(s|es)?(?![\\w-])`, "gi");
    if (!use.test(rest)) continue;
    rest = rest.replace(use, " ");
    if (!chinese.includes(word.toLowerCase()) && !chinese.includes(term.toLowerCase())) yield [term, word];
  }
}

// The event tables: in a row, a literal without Chinese and the one with Chinese behind it are one sentence in both.
export function* sentencesOf(header) {
  const literals = [...header.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, text]) => text);
  const chinese = (text) => text !== undefined && /[\u4e00-\u9fff]/.test(text);
  for (const [i, en] of literals.entries()) if (!chinese(en) && chinese(literals[i + 1])) yield { en, zh: literals[i + 1] };
}

// One word for one thing: these are Chinese too, but not the course's.
const OTHERS = { 页帧: "页框", 缺页中断: "缺页异常", 按需调页: "按需分页", 请求调页: "按需分页", 伙伴分配器: "伙伴系统", 内存地图: "内存表", 水印: "水位线", 空闲列表: "空闲链表" };

export function* otherWords(zh) {
  for (const [other, word] of Object.entries(OTHERS)) if (zh.includes(other)) yield [other, word];
}
