// docs/SCENARIOS.md tells the truth: its examples run and their expectations hold, its refusals are what the reader
// says, its table of ops is the op table, and every limit in it is one that the schema or an error names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { native } from "./engines.mjs";

const guide = readFileSync(new URL("../../docs/SCENARIOS.md", import.meta.url), "utf8");
const blocks = (language) => [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text]) => text);
let engine, schema;
const ask = async (request) => JSON.parse((await engine.call(request)).bytes);
before(async () => {
  engine = await native();
  ({ schema } = await ask({ verb: "schema" }));
});
after(() => engine.close());

test("the example runs and its expectations hold", async () => {
  const [text, ...more] = blocks("json");
  assert.ok(text && more.length === 0, "one example");
  const load = await ask({ verb: "load", scenario: text });
  assert.ok(load.ok, JSON.stringify(load.error));
  const { held, checks } = await ask({ verb: "check", at: load.steps });
  assert.ok(held, JSON.stringify(checks));
  assert.match(checks.find(({ name }) => name === "expectations").text.en, /^[1-9]\d* expectations hold, 0 do not$/);
});

// `length`, [`prot` = rw]: what is in brackets may be left out.
function argument(op, [key, { default: value }]) {
  if (op.required.includes(key)) return `\`${key}\``;
  return value === undefined || value === 0 ? `[\`${key}\`]` : `[\`${key}\` = ${value}]`.replaceAll("|", "\\|");
}

function row(op) {
  const given = Object.entries(op.properties).filter(([, { "x-type": type }]) => type);
  const common = ["as", "task"].filter((key) => op.properties[key]).map((key) => `\`${key}\``);
  return `| \`${op.title}\` | ${given.map((entry) => argument(op, entry)).join(", ")} | ${common.join(", ")} | ${op.description} |`;
}

test("the table of ops is the op table", () => {
  const wanted = schema.$defs.op.oneOf.map(row);
  const rows = guide.split("\n").filter((line) => /^\| `[A-Za-z_]+` \|.*\|.*\|.*\|$/.test(line) && line.split(/(?<!\\)\|/).length === 6);
  assert.deepEqual(rows, wanted, `the table should be:\n${wanted.join("\n")}\n`);
});

test("each path of the guide can be asked", async () => {
  const [text] = blocks("json"), paths = blocks("text").flatMap((block) => block.split("\n")).map((line) => line.split(/ {2,}/)[0]).filter(Boolean);
  assert.ok(paths.length > 10);
  const load = await ask({ verb: "load", scenario: text });
  for (const path of paths) {
    const { ok, error } = await ask({ verb: "append", op: { op: "note", expect: { [path]: 0 } } });
    assert.ok(ok, `${path}: ${error?.message.en}`);
  }
  assert.ok(load.ok);
});

test("the limits are the reader's", async () => {
  const said = Object.fromEntries([...guide.matchAll(/^\| ([^|]+) \| ([\d,]+|[\d,]+ [a-z]+|\d+[MG] to \d+[MG])(?:; [^|]+)? \|$/gm)].map(([, what, limit]) => [what, limit]));
  const number = (what) => Number(said[what]?.replace(/,| .*/g, ""));
  const { properties: top, $defs: defs } = schema;
  assert.equal(number("ops"), top.ops.maxItems);
  assert.equal(number("expectations of one op"), defs.expect.maxProperties);
  assert.equal(number("choices of one question"), defs.choices.maxItems);
  assert.equal(number("lines of the program"), defs.program.properties.source.maxItems);
  assert.equal(number("cpus"), defs.machine.properties.cpus.maximum);
  assert.equal(number("ranges of the memory map"), defs.machine.properties.e820.maxItems);
  assert.equal(number("command line"), defs.machine.properties.cmdline.maxLength);
  assert.equal(number("one text in one language"), defs.text.properties.en.maxLength);
  const refusal = async (scenario) => (await ask({ verb: "load", scenario })).error.message.en;
  assert.match(await refusal(" ".repeat(number("the file") + 1)), new RegExp(`at most ${number("the file")} are read`));
  assert.match(await refusal("[".repeat(100)), new RegExp(`deeper than ${number("depth of the JSON")} levels`));
  assert.match(await refusal(`[${"0,".repeat(700000)}0]`), new RegExp(`more than ${number("values in the file")} values`));
  const frame = { format: 1, title: { en: "t", zh: "题" }, machine: { arch: "x86_64", ram: "1M" }, ops: [] };
  assert.match(await refusal(JSON.stringify(frame)), new RegExp(`out of range: ${said.RAM}`));
  const names = Array.from({ length: number("named results") + 1 }, (_, i) => ({ op: "alloc_pages", order: 0, as: `n${i}` }));
  assert.match(await refusal(JSON.stringify({ ...frame, machine: { ...frame.machine, ram: "64M" }, ops: [{ op: "boot" }, ...names] })), new RegExp(`more than ${number("named results")} named`));
  assert.match(await refusal(JSON.stringify({ ...frame, machine: { ...frame.machine, ram: "64M" }, ops: [{ op: "boot" }, { op: "random_free" },
    ...Array(2).fill({ op: "random_alloc", count: "1M" })] })), new RegExp(`may have ${number("iterations of all workloads")}`));
});

test("the refusals of the guide are the reader's", async () => {
  const [block] = blocks("console"), lines = block.split("\n").filter((line) => /^bad\.json:/.test(line));
  assert.ok(lines.length > 0);
  const bad = blocks("json5").map((text) => text.trim());
  assert.equal(bad.length, lines.length, "a file for each refusal");
  for (const [i, text] of bad.entries()) {
    const { ok, error } = await ask({ verb: "load", scenario: text });
    assert.equal(ok, false);
    assert.equal(`bad.json:${error.line}:${error.column}: ${error.message.en}${error.path ? ` (${error.path})` : ""}`, lines[i]);
  }
});
