// scenarios/schema.json is what the op table says today; every scenario of the course is valid against it; and what
// it refuses, the reader refuses as well.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { command, native, using, wasm } from "./engines.mjs";

const Ajv = createRequire(new URL("../../web/package.json", import.meta.url))("ajv");
const folder = new URL("../../scenarios/", import.meta.url);
const committed = readFileSync(new URL("schema.json", folder), "utf8");
const schema = JSON.parse(committed);
const validate = new Ajv({ allErrors: false, unknownFormats: "ignore" }).compile({ ...schema, $schema: undefined });
const files = readdirSync(folder).filter((name) => /^\d.*\.json$/.test(name)).sort();
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

test("schema.json is current", () => {
  const { status, stdout, stderr } = spawnSync(command, ["schema"], { encoding: "utf8" });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.ok(stdout === committed, "write it anew: build/bin/pagewalk schema > scenarios/schema.json");
});

test("native and wasm give the same schema", async () => {
  for (const open of [native, wasm]) {
    await using(open, async (engine) => {
      const { bytes } = await engine.call({ verb: "schema" });
      assert.deepEqual(JSON.parse(bytes).schema, schema, engine.name);
    });
  }
});

for (const name of files) {
  test(`${name} is valid`, () => assert.ok(validate(read(name)), JSON.stringify(validate.errors)));
}

test("everything in it is told in both languages", () => {
  const bad = [];
  (function walk(value, path) {
    if (!value || typeof value !== "object") return;
    const { description: en, "description:zh": zh } = value;
    if (typeof en === "string" && !/[\u4e00-\u9fff]/.test(zh ?? "")) bad.push(path);
    for (const [key, item] of Object.entries(value)) walk(item, `${path}.${key}`);
  })(schema, "");
  for (const op of schema.$defs.op.oneOf)
    for (const [key, argument] of Object.entries(op.properties)) if (key !== "op" && !argument.description) bad.push(`${op.title}.${key}`);
  assert.deepEqual(bad, []);
});

// A good file with one thing changed: the schema and the reader must both refuse it.
const title = { en: "t", zh: "标题" }, machine = { arch: "x86_64", ram: "128M" };
const file = (members) => ({ format: 1, title, machine, ops: [{ op: "boot" }], ...members });
const ops = (...list) => file({ ops: [{ op: "boot" }, { op: "spawn", as: "A" }, ...list] });
const bad = {
  "no format": { ...file({}), format: undefined }, "another format": file({ format: 2 }), "no title": file({ title: undefined }), "one language": file({ title: { en: "t" } }),
  "a long text": file({ title: { en: "x".repeat(4001), zh: "题" } }), "no ops": file({ ops: [] }), "too many ops": file({ ops: Array(20001).fill({ op: "note" }) }),
  "an unknown key": file({ x: 1 }), "an unknown op": ops({ op: "swim" }), "no arch": file({ machine: { ram: "128M" } }), "another arch": file({ machine: { arch: "vax", ram: "128M" } }),
  "ram and e820": file({ machine: { ...machine, e820: [] } }), "neither": file({ machine: { arch: "x86_64" } }), "no cpu": file({ machine: { ...machine, cpus: 0 } }),
  "nine cpus": file({ machine: { ...machine, cpus: 9 } }), "a long command line": file({ machine: { ...machine, cmdline: "x".repeat(256) } }),
  "an unknown sysctl": file({ machine: { ...machine, sysctls: { "vm.x": 1 } } }), "an unknown type of memory": file({ machine: { arch: "x86_64", e820: [{ start: 0, end: "128M", type: "good" }] } }),
  "a size that is none": ops({ op: "malloc", bytes: "64KB" }), "a size with a blank": ops({ op: "malloc", bytes: "64 " }), "a missing argument": ops({ op: "free" }), "order 11": ops({ op: "alloc_pages", order: 11 }),
  "a wrong choice": ops({ op: "mmap", length: 1, prot: "w" }), "a wrong address": ops({ op: "write", at: "buf*2" }), "a name that is none": ops({ op: "malloc", bytes: 1, as: "1a" }),
  "a result of nothing": ops({ op: "note", as: "x" }), "a task for nothing": ops({ op: "note", task: "A" }), "spawn without a name": ops({ op: "spawn" }),
  "line 0": ops({ op: "note", line: 0 }), "an unknown view": ops({ op: "note", focus: "moon" }), "an unknown layout": ops({ op: "note", layout: "moon" }),
  "65 expectations": ops({ op: "note", expect: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`page[${i}].flags`, 0])) }),
  "an expectation of a list": ops({ op: "note", expect: { ret: [] } }), "a question without an answer": ops({ op: "note", ask: { question: title } }),
  "nine choices": ops({ op: "note", ask: { question: title, answer: "ret", choices: Array(9).fill("1") } }), "a program in Rust": file({ program: { lang: "rust", source: [] } }),
  "401 lines": file({ program: { lang: "c", source: Array(401).fill("x") } }), "numbers over 2^31": ops({ op: "sysctl", name: "vm.min_free_kbytes", value: 2147483648 }),
  "five numbers": ops({ op: "sysctl", name: "vm.lowmem_reserve_ratio", value: "1 2 3 4 5" }), "another sysctl": ops({ op: "sysctl", name: "vm.x", value: 1 }),
};

test("what the schema refuses, the reader refuses too", () => using(native, async (engine) => {
  const taken = async (value) => JSON.parse((await engine.call({ verb: "load", scenario: JSON.stringify(value) })).bytes).ok;
  assert.ok(validate(ops({ op: "note" })) && await taken(ops({ op: "note" })), "the file that is changed is good");
  for (const [what, value] of Object.entries(bad)) {
    assert.equal(validate(JSON.parse(JSON.stringify(value))), false, `the schema takes ${what}`);
    assert.equal(await taken(value), false, `the reader takes ${what}`);
  }
}));
