// One model, three builds: native, wasm and the server must say the same bytes. Every scenario is loaded in all
// three; their digests are compared at every step (of a run longer than EVERY: at each op's ends and at steps
// drawn from a fixed seed), walked forward and then backward, and whole answers at a sample of steps.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { native, server, wasm } from "./engines.mjs";

const EVERY = 4000;
const SAMPLES = 8;
const VIEWS = ["step", "calls", "translation", "address_space", "physical", "page", "buddy", "zones", "pageblocks", "stacks",
  "boot", "gfp", "slab", "vmalloc", "mcu", "overview"];
const PROCS = ["buddyinfo", "meminfo", "zoneinfo", "vmstat", "pagetypeinfo", "iomem", "slabinfo", "vmallocinfo", "$ free"];
const folder = new URL("../../scenarios/", import.meta.url);
const files = readdirSync(folder).filter((name) => /^\d.*\.json$/.test(name)).sort();

const engines = [];
before(async () => {
  for (const open of [native, wasm, server]) engines.push(await open());
});
after(() => Promise.all(engines.map((engine) => engine.close())));

const short = (bytes) => bytes.toString("utf8").slice(0, 600);

// The answer that all three give; differing is the failure.
async function ask(request, where) {
  const answers = await Promise.all(engines.map((engine) => engine.call(request)));
  for (const [i, answer] of answers.entries()) {
    if (answer.json === answers[0].json && answer.bytes.equals(answers[0].bytes)) continue;
    assert.fail(`${where}: ${JSON.stringify(request).slice(0, 200)}\n${engines[0].name}: ${short(answers[0].bytes)}\n` +
      `${engines[i].name}: ${short(answer.bytes)}`);
  }
  return answers[0].json ? JSON.parse(answers[0].bytes) : answers[0].bytes;
}

function drawn(seed, count, below) {
  const list = [];
  for (let x = seed; list.length < count; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    list.push(x % below);
  }
  return list;
}

function stepsOf(load) {
  if (load.steps <= EVERY) return Array.from({ length: load.steps + 1 }, (_, step) => step);
  const ends = load.ops.flatMap(({ first, steps }) => [first, first + steps]);
  const all = new Set([0, load.steps, ...ends, ...drawn(419, EVERY, load.steps + 1)]);
  return [...all].filter((step) => step <= load.steps).sort((a, b) => a - b);
}

async function digests(steps, where) {
  const list = new Map();
  for (const at of steps) {
    const { ok, step, digest } = await ask({ verb: "digest", at }, where);
    assert.ok(ok && step === at, `${where}: the digest of step ${at}`);
    list.set(at, digest);
  }
  return list;
}

test("there are scenarios to compare", () => assert.ok(files.length > 0));

for (const file of files) {
  test(`${file}: the same digest at every step, forward and back, and the same answers`, async () => {
    const load = await ask({ verb: "load", scenario: readFileSync(new URL(file, folder), "utf8") }, file);
    assert.ok(load.ok, `${file}: ${JSON.stringify(load.error)}`);
    const steps = stepsOf(load);
    const forward = await digests(steps, `${file} forward`);
    assert.ok(new Set(forward.values()).size > 1, "digests that change");
    const back = await digests(drawn(7, 60, steps.length).map((i) => steps[i]), `${file} back`);
    for (const [step, digest] of back) assert.equal(digest, forward.get(step), `step ${step} again`);
    for (const at of [load.start, load.steps, ...drawn(42, SAMPLES, load.steps + 1)]) {
      for (const view of VIEWS) await ask({ verb: "show", view, at }, `${file} step ${at}`);
      for (const name of PROCS) await ask({ verb: "proc", file: name, at }, `${file} step ${at}`);
      await ask({ verb: "steps", from: at, count: 40, grain: 2, at }, file);
      await ask({ verb: "why", count: 3, at }, file);
      await ask({ verb: "check", at }, file);
      await ask({ verb: "frames", from: 0, count: 4096, per: 8, by: "use", at }, file);
    }
  });
}

test("the same clones: whole, and as a what-if", async () => {
  const load = await ask({ verb: "load", scenario: readFileSync(new URL(files[0], folder), "utf8") }, "clone");
  const whole = await ask({ verb: "clone", at: load.steps - 3 }, "clone");
  assert.deepEqual([whole.step, whole.steps], [load.steps - 3, load.steps]);
  const boundary = load.ops.at(-1).first - 1;
  const wrong = await ask({ verb: "clone", at: boundary, ops: [{ op: "alloc_pages", order: 2 }, { op: "nothing" }] }, "clone");
  assert.deepEqual([wrong.ok, wrong.error.path], [false, "ops[1].op"]);
  const other = await ask({ verb: "clone", at: boundary, ops: [{ op: "alloc_pages", order: 2 }] }, "clone");
  assert.deepEqual([other.ok, other.step, other.ops.length], [true, boundary, load.ops.length]);
  for (let at = boundary; at <= other.steps; at += 5) await ask({ verb: "show", view: "step", at }, "what-if");
  await ask({ verb: "check", at: other.steps }, "what-if");
});

test("the same refusals", async () => {
  for (const request of [{}, { verb: "none" }, { verb: "load" }, { verb: "load", scenario: "{" },
    { verb: "load", scenario: '{"format": 1, "ops": [{"op": "nothing"}]}' }, { verb: "seek", to: 1e15 },
    { verb: "clone", at: 1e15 }, { verb: "clone", ops: 1 }])
    assert.equal((await ask(request, "refusal")).ok, false, JSON.stringify(request));
});
