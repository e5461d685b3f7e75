// Every sentence of the course stands in both languages, the Chinese one is Chinese and uses docs/GLOSSARY.md's words;
// every story asks and expects. An ask's answer is no sentence but a path into the state, or a number.
import assert from "node:assert/strict";
import { test } from "node:test";
import { files, read } from "./files.mjs";
import { otherWords, sentencesOf, strayTerms, terms } from "./glossary.mjs";

const PROSE = /^(title|prose|note|look|label|question|explain|why|text|name)$/;
const NOTE_MAX = 320; // a note stands beside the picture, in one glance
const scenarios = files.filter((name) => /^scenarios\/\d.*\.json$/.test(name));

function* proseOf(value, path) {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* proseOf(item, `${path}[${i}]`);
  else if (value && typeof value === "object") {
    if ("en" in value || "zh" in value) yield [path, value];
    else for (const [key, item] of Object.entries(value)) {
      const here = path ? `${path}.${key}` : key;
      if (PROSE.test(key) && typeof item === "string" && !/(^|\.)(source|op|name)$/.test(here)) yield [here, { en: item }];
      else yield* proseOf(item, here);
    }
  }
}

function* strays(place, en, zh) {
  for (const [term, word] of strayTerms(en, zh)) yield `${place}: "${term}" is ${word} in Chinese: ${zh.slice(0, 60)}`;
  for (const [other, word] of otherWords(zh)) yield `${place}: not ${other} but ${word}: ${zh.slice(0, 60)}`;
}

test("the course has scenarios, numbered without a gap in their names' order", () => {
  assert.ok(scenarios.length > 0, "scenarios/NN-name.json");
  const numbers = scenarios.map((name) => /\/(\d+)/.exec(name)[1]);
  assert.equal(new Set(numbers).size, numbers.length, "two scenarios share a number");
});

test("each golden file is some scenario's", () => {
  const golden = files.filter((name) => /^tests\/golden\/.*\.txt$/.test(name));
  const wanted = scenarios.map((name) => name.replace("scenarios/", "tests/golden/").replace(/json$/, "txt"));
  assert.deepEqual(golden, wanted, "./dev golden makes them");
});

for (const name of scenarios) {
  const scenario = JSON.parse(read(name)), prose = [...proseOf(scenario, "")];
  const both = prose.filter(([, { en, zh }]) => typeof en === "string" && typeof zh === "string");

  test(`${name}: both languages`, () => {
    const bad = [];
    for (const [path, { en, zh }] of prose) {
      if (typeof en !== "string" || !en.trim()) bad.push(`${path}: no English`);
      else if (/[\u4e00-\u9fff]/.test(en)) bad.push(`${path}.en holds Chinese`);
      if (typeof zh !== "string" || !zh.trim()) bad.push(`${path}: no Chinese`);
      else if (!/[\u4e00-\u9fff]/.test(zh) && /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(zh)) bad.push(`${path}.zh is English: ${zh.slice(0, 60)}`);
    }
    assert.deepEqual(bad, []);
  });

  test(`${name}: the glossary's words`, () => {
    assert.deepEqual(both.flatMap(([path, { en, zh }]) => [...strays(path, en, zh)]), []);
  });

  test(`${name}: it says what it stands on`, () => {
    assert.match(scenario.basis ?? "nothing", /^(recorded|source|teaching)$/);
  });

  test(`${name}: it asks twice, expects once at least, and its notes are short`, () => {
    const { ops } = scenario, long = prose.filter(([path, { en }]) => /\.(note|look)$/.test(path) && en.length > NOTE_MAX);
    assert.ok(ops.filter(({ ask }) => ask).length >= 2, "a story asks its reader twice at least");
    assert.ok(ops.some(({ expect }) => expect && Object.keys(expect).length), "a story that expects nothing can go wrong unseen");
    assert.deepEqual(long.map(([path, { en }]) => `${path}: ${en.length} characters, at most ${NOTE_MAX}`), []);
  });
}

// The page's own words: a key to a line, one file for each language.
function pageWords() {
  const wordsOf = (lang) => new Map([...read(`web/src/i18n/${lang}.ts`).matchAll(/^ +"?([\w.]+)"?:\s+"((?:\\.|[^"\\])*)"/gm)].map(([, key, text]) => [key, text]));
  const en = wordsOf("en"), zh = wordsOf("zh");
  assert.ok(en.size > 300 && zh.size === en.size, `${en.size} English and ${zh.size} Chinese words of the page`);
  return [...en].filter(([key]) => /[\u4e00-\u9fff]/.test(zh.get(key))).map(([key, text]) => [`web ${key}`, text, zh.get(key)]);
}

test("the core's sentences and the page's strings use the glossary's words", () => {
  assert.ok(terms.length > 40, "docs/GLOSSARY.md is a table");
  const tables = files.filter((name) => /^core\/machine\/(events|objects)\/.*\.h$/.test(name));
  const sentences = [...tables.flatMap((name) => [...sentencesOf(read(name))].map(({ en, zh }) => [name, en, zh])), ...pageWords()];
  assert.ok(sentences.length > 700, `only ${sentences.length} sentences were found in ${tables.length} files`);
  assert.deepEqual(sentences.flatMap((one) => [...strays(...one)]), []);
});

test("the glossary's rule sees what it should", () => {
  const seen = (en, zh) => [...strayTerms(en, zh)].map(([term]) => term);
  assert.deepEqual(seen("The page table is in RAM.", "页表在内存里。"), []);
  assert.deepEqual(seen("A page fault in {zone}", "一次异常"), ["page fault"]);
  assert.deepEqual(seen("Look at the next page.", "看下一个。"), ["page"]);
  assert.deepEqual(seen("The TLB and the free lists", "TLB 与空闲列表"), ["free list"]);
  assert.deepEqual(seen("in the order of fallbacks; order 3", "依次；3 级"), ["order"]);
  assert.deepEqual([...otherWords("第一个页帧")].map(([other]) => other), ["页帧"]);
  assert.deepEqual([...sentencesOf('CALL(x, "mm/x.c", 1, 0, (), "One.", "一。")')], [{ en: "One.", zh: "一。" }]);
});
