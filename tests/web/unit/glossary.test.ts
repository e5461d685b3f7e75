// The matcher of the glossary's words, against the table that the page itself reads.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutter, type Piece } from "../../../web/src/glossary/match";
import { parseTerms } from "../../../web/src/glossary/terms";

const terms = parseTerms(readFileSync(new URL("../../../docs/GLOSSARY.md", import.meta.url), "utf8"));
const cut = { en: cutter(terms, "en"), zh: cutter(terms, "zh") };
const marked = (pieces: Piece[][]) =>
  pieces.flat().flatMap((piece) => (typeof piece === "string" ? [] : [[piece.text, piece.term]]));
const found = (lang: "en" | "zh", ...texts: string[]) => marked(cut[lang](texts));

describe("the table", () => {
  it("has a word and a sentence in both languages for every term, and no term twice", () => {
    expect(terms.length).toBeGreaterThan(50);
    for (const term of terms) {
      for (const text of [term.word.en, term.word.zh, term.help.en, term.help.zh]) expect(text).toMatch(/\S/);
      expect(term.help.zh).toMatch(/[\u4e00-\u9fff]/);
    }
    expect(new Set(terms.map((term) => term.name)).size).toBe(terms.length);
  });

  it("is found whole, term by term, in both languages", () => {
    for (const term of terms)
      for (const lang of ["en", "zh"] as const)
        expect(found(lang, term.word[lang]), term.name).toContainEqual([term.word[lang], term.name]);
  });
});

describe("where a word stands", () => {
  it("the longest term wins", () => {
    expect(found("en", "A page fault, no error.")).toEqual([["page fault", "page fault"]]);
    expect(found("en", "Free list of the zero page")).toEqual([
      ["Free list", "free list"],
      ["zero page", "zero page"],
    ]);
    expect(found("zh", "虚拟内存区域被合并")).toEqual([["虚拟内存区域", "VMA"]]);
    expect(found("zh", "一次缺页异常")).toEqual([["缺页异常", "page fault"]]);
  });

  it("English words are whole; a plural counts", () => {
    expect(found("en", "borders, pages_per_block, start_brk, zoned, rePTE")).toEqual([]);
    expect(found("en", "Two PTEs and three watermarks")).toEqual([
      ["PTEs", "PTE"],
      ["watermarks", "watermark"],
    ]);
    expect(found("en", "pgd is not PGD")).toEqual([["PGD", "PGD"]]);
  });

  it("Chinese words stand anywhere, and English ones between them", () => {
    expect(found("zh", "把3阶的块切开")).toEqual([["阶", "order"]]);
    expect(found("zh", "写PTE的时候")).toEqual([["PTE", "PTE"]]);
  });

  it("what only looks like a term is left alone", () => {
    expect(found("en", "Its structured page is new")).toEqual([["page", "page"]]); // no struct page
    expect(found("zh", "启动的第一阶段")).toEqual([]);
  });

  it("only the first place in a sentence, though objects divide it", () => {
    expect(found("en", "A page, then a page of ", " and a page")).toEqual([["page", "page"]]);
    expect(found("zh", "页框空闲，", "这个页框和 page frame")).toEqual([["页框", "page frame"]]);
    for (const sentence of ["A page.", "Another page."]) expect(found("en", sentence)).toHaveLength(1);
  });

  it("nothing of the text is lost", () => {
    const texts = ["The buddy of a page frame, order ", ", leaves its free list.", ""];
    const back = cut.en(texts).map((pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)));
    expect(back.map((pieces) => pieces.join(""))).toEqual(texts);
  });
});
