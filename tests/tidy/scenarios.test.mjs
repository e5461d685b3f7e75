// Every sentence of the course stands in both languages, and the Chinese one is Chinese. An ask's answer is no sentence
// but a path into the state, or a number.
import assert from "node:assert/strict";
import { test } from "node:test";
import { files, read } from "./files.mjs";

const PROSE = /^(title|prose|note|look|label|question|explain|why|text|name)$/;
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

test("the course has scenarios, numbered without a gap in their names' order", () => {
  assert.ok(scenarios.length > 0, "scenarios/NN-name.json");
  const numbers = scenarios.map((name) => /\/(\d+)/.exec(name)[1]);
  assert.equal(new Set(numbers).size, numbers.length, "two scenarios share a number");
});

for (const name of scenarios) {
  test(`${name}: both languages`, () => {
    const bad = [];
    for (const [path, { en, zh }] of proseOf(JSON.parse(read(name)), "")) {
      if (typeof en !== "string" || !en.trim()) bad.push(`${path}: no English`);
      else if (/[\u4e00-\u9fff]/.test(en)) bad.push(`${path}.en holds Chinese`);
      if (typeof zh !== "string" || !zh.trim()) bad.push(`${path}: no Chinese`);
      else if (!/[\u4e00-\u9fff]/.test(zh) && /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(zh)) bad.push(`${path}.zh is English: ${zh.slice(0, 60)}`);
    }
    assert.deepEqual(bad, []);
  });
}
